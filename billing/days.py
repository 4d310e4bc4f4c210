"""Which day it is for those who pay: the day in UTC, until companies have a time zone."""

from __future__ import annotations

from datetime import date

from django.utils import timezone


def today() -> date:
    return timezone.now().date()
