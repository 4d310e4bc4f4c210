"""Countries by their ISO 3166-1 codes; their names are CLDR's, in the reader's language."""

from __future__ import annotations

from functools import lru_cache

import pycountry
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from i18n.order import in_order
from i18n.writing import country_name

CODES: frozenset[str] = frozenset(country.alpha_2 for country in pycountry.countries)
# Whose businesses must name a VAT number with the country's letters in front (Directive 2006/112,
# article 215). Northern Ireland (XI) counts for goods.
# fmt: off
EUROPEAN_UNION = frozenset({
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT",
    "LV", "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
})
# fmt: on


def check_country(code: str) -> None:
    if code not in CODES:
        raise ValidationError(_("Choose a country."), code="country")


def choices() -> list[tuple[str, str]]:
    """Every country, by name, for a form."""
    return list(_named(get_language() or "en"))


@lru_cache(maxsize=8)
def _named(language: str) -> tuple[tuple[str, str], ...]:
    names = [(code, country_name(code, language)) for code in CODES]
    return tuple(sorted(names, key=lambda pair: in_order(pair[1], language)))
