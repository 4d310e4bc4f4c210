"""ISO 3166 and ISO 4217, as far as a business may name them."""

from __future__ import annotations

import pycountry

COUNTRIES: list[str] = sorted(country.alpha_2 for country in pycountry.countries)

# Metals, funds, units of account and codes for tests: nobody keeps books in them.
# fmt: off
_NO_MONEY = frozenset({
    "BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "UYI", "UYW", "VED", "XAD", "XAG", "XAU",
    "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX",
})
# fmt: on
CURRENCIES: list[str] = sorted(
    currency.alpha_3 for currency in pycountry.currencies if currency.alpha_3 not in _NO_MONEY
)
