"""Currencies by their ISO 4217 codes: which there are, and how many decimals each has."""

from __future__ import annotations

import pycountry

from i18n.writing import currency_name

CODES: frozenset[str] = frozenset(currency.alpha_3 for currency in pycountry.currencies)
# What a small business here is likely to sell in; a form offers these, the API takes all.
USUAL = ("EUR", "KZT", "USD", "GBP", "RUB", "SEK", "NOK", "DKK", "PLN", "CHF", "CZK", "UAH", "CNY")
# fmt: off
_DECIMALS = {
    **dict.fromkeys([
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
        "VUV", "XAF", "XOF", "XPF",
    ], 0),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    **dict.fromkeys(["CLF", "UYW"], 4),
}
# fmt: on


def decimals_of(currency: str) -> int:
    """The minor unit: 2 where ISO 4217 says nothing else."""
    return _DECIMALS.get(currency, 2)


def choices(*also: str) -> list[tuple[str, str]]:
    """The usual ones for a form, and those that are in use already."""
    codes = dict.fromkeys([*(code for code in also if code), *USUAL])
    return [(code, f"{code} · {currency_name(code)}") for code in codes]
