"""`{% load writing %}`: money, numbers and days as the reader writes them. Nothing stays nothing.

`{{ total|money:currency }}` 1 234,50 EUR · `{{ total|amount:currency }}` 1 234,50 (for a table
cell) · `{{ quantity|quantity }}` 1,25 · `{{ day|day }}` · `{{ moment|moment }}` ·
`{{ code|country }}` · `{{ code|currency_name }}`
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template

from i18n import writing

register = template.Library()


@register.filter
def money(amount: Any, currency: str) -> str:
    return writing.written_money(Decimal(amount), currency) if _is_there(amount) else ""


@register.filter
def amount(amount: Any, currency: str = "") -> str:
    return writing.written_amount(Decimal(amount), currency) if _is_there(amount) else ""


@register.filter
def quantity(quantity: Any) -> str:
    return writing.written_quantity(Decimal(quantity)) if _is_there(quantity) else ""


@register.filter
def day(day: date | None) -> str:
    return writing.written_day(day) if day else ""


@register.filter
def moment(moment: datetime | None) -> str:
    return writing.written_moment(moment) if moment else ""


@register.filter
def country(code: str) -> str:
    return writing.country_name(code)


@register.filter
def currency_name(code: str) -> str:
    return writing.currency_name(code)


def _is_there(value: Any) -> bool:
    return value is not None and value != ""
