"""Addresses of ours that others are told."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse


def sms_reports_url(*, with_port: bool = True) -> str:
    own = settings.PUBLIC_URL
    host = own.netloc if with_port else own.hostname
    return f"{own.scheme}://{host}{reverse('sms-reports', urlconf='config.urls_public')}"
