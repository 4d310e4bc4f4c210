"""How money, numbers, days and names of countries are written in the reader's language.

Nothing here rounds money: what has more decimals than its currency is shown with all of them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import NumberPattern, parse_pattern
from django.utils.translation import get_language

from i18n.currencies import decimals_of

# English as Europe writes it: 5 Nov 2026.
_LOCALES = {"en": "en_GB"}


def locale_of(language: str | None = None) -> Locale:
    return _locale(language or get_language() or "en")


@cache
def _locale(code: str) -> Locale:
    """One for all of a process: each keeps what it has looked up."""
    return Locale.parse(_LOCALES.get(code, code))


def written_amount(amount: Decimal, currency: str = "", language: str | None = None) -> str:
    """`1 234,50`: without the currency, which only says how many decimals there are at least."""
    fewest = decimals_of(currency) if currency else 2
    return _number(amount, fewest, language)


def written_money(amount: Decimal, currency: str, language: str | None = None) -> str:
    """`1 234,50 EUR`: the code and not the sign, as on a document."""
    return f"{written_amount(amount, currency, language)}\u00a0{currency}"


def written_quantity(quantity: Decimal, language: str | None = None) -> str:
    """`2` or `1,25`: no zeros that say nothing."""
    return _number(quantity, 0, language)


def written_day(day: date, language: str | None = None) -> str:
    return format_date(day, "medium", locale_of(language))


def written_moment(moment: datetime, language: str | None = None) -> str:
    """`5 Nov 2026, 06:15 UTC`: the days of Kontor are those of UTC, and so are its hours."""
    at, locale = moment.astimezone(UTC), locale_of(language)
    both = locale.datetime_formats["medium"]
    clock, day = format_time(at, "short", locale=locale), format_date(at, "medium", locale)
    return f"{both.format(clock, day)}\u00a0UTC".replace("'", "")


def country_name(code: str, language: str | None = None) -> str:
    return str(locale_of(language).territories.get(code, code))


def currency_name(code: str, language: str | None = None) -> str:
    return str(locale_of(language).currencies.get(code, code))


def _number(number: Decimal, fewest: int, language: str | None) -> str:
    return str(_pattern(fewest).apply(number, locale_of(language), decimal_quantization=False))


@cache
def _pattern(fewest: int) -> NumberPattern:
    return parse_pattern(f"#,##0.{'0' * fewest}{'#' * (9 - fewest)}")
