"""ISO 3166 and ISO 4217, as far as a business may name them."""

from __future__ import annotations

import pycountry

from i18n.currencies import CURRENCIES

__all__ = ["COUNTRIES", "CURRENCIES"]

COUNTRIES: list[str] = sorted(country.alpha_2 for country in pycountry.countries)
