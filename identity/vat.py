"""VAT numbers, as python-stdnum knows them, with the country's letters as documents carry them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError as NotANumber
from stdnum.util import get_cc_module

from identity.countries import EUROPEAN_UNION
from identity.typed import bare, plausible

# Greece writes EL, and the Union knows Northern Ireland by XI.
_COUNTRY_OF = {"EL": "GR", "XI": "GB"}
_LETTERS_OF = {"GR": "EL"}


def check_vat_number(typed: str, country: str) -> str:
    """The number with its letters: `4000 3521 600` of Latvia becomes `LV40003521600`.

    A business may be registered in another country of the Union than its own; then its own
    letters stand in front. Countries that we do not know: only the length is looked at.
    """
    number = bare(typed)
    if not number:
        return ""
    letters = _letters_in_front(number) or _LETTERS_OF.get(country, country)
    home = _COUNTRY_OF.get(letters, letters)
    rules: Any = get_cc_module(home, "vat")
    if rules is None:
        return plausible(number)
    try:
        digits: str = rules.validate(number.removeprefix(letters))
    except NotANumber as error:
        raise ValidationError(
            _("This is no VAT number of this country. Check each digit."), code="vat_number"
        ) from error
    return f"{letters}{digits.removeprefix(letters)}" if _has_letters(letters) else digits


def _letters_in_front(number: str) -> str:
    return number[:2] if _has_letters(number[:2]) else ""


def _has_letters(letters: str) -> bool:
    return letters == "XI" or _COUNTRY_OF.get(letters, letters) in EUROPEAN_UNION
