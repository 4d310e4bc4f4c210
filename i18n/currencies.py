"""ISO 4217: the currencies in which a business may write, and how many decimals each has."""

from __future__ import annotations

import pycountry

# Metals, funds, units of account and codes for tests: nobody keeps books in them.
# fmt: off
_NO_MONEY = frozenset({
    "BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "UYI", "UYW", "VED", "XAD", "XAG", "XAU",
    "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX",
})
# As the standard says: CLDR counts what is in use, and leaves out the cents of RSD or ALL.
_DECIMALS = {
    **dict.fromkeys([
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV",
        "XAF", "XOF", "XPF",
    ], 0),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
}
# fmt: on
CURRENCIES: list[str] = sorted(
    currency.alpha_3 for currency in pycountry.currencies if currency.alpha_3 not in _NO_MONEY
)


def decimals_of(currency: str) -> int:
    """The minor unit: 2 where ISO 4217 says nothing else."""
    return _DECIMALS.get(currency, 2)


def codes_with(decimals: int) -> list[str]:
    """The codes that are known to have so many decimals; all others have 2."""
    return sorted(code for code, known in _DECIMALS.items() if known == decimals)
