"""What a small business here is likely to sell in; a form offers these, the API takes all."""

from __future__ import annotations

from i18n.writing import currency_name

USUAL = ("EUR", "KZT", "USD", "GBP", "RUB", "SEK", "NOK", "DKK", "PLN", "CHF", "CZK", "UAH", "CNY")


def choices(*also: str) -> list[tuple[str, str]]:
    """The usual ones for a form, and those that are in use already."""
    codes = dict.fromkeys([*(code for code in also if code), *USUAL])
    return [(code, f"{code} · {currency_name(code)}") for code in codes]
