"""Phone numbers, by the numbering plans that libphonenumber knows."""

from __future__ import annotations

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def check_phone(typed: str, country: str) -> str:
    """The number as E.164 writes it: `67 000 111` of Latvia becomes `+37167000111`."""
    if not typed.strip():
        return ""
    try:
        number = phonenumbers.parse(typed, country or None)
    except phonenumbers.NumberParseException as error:
        raise _refused() from error
    if not phonenumbers.is_valid_number(number):
        raise _refused()
    written: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return written


def shortened(number: str) -> str:
    """For pages and messages, where whoever looks on need not read all of it: `+371 … 4477`."""
    return f"{number[:4]} … {number[-4:]}"


def _refused() -> ValidationError:
    return ValidationError(
        _("This is no phone number. Begin with + and the country's code, such as +371 67000111."),
        code="phone",
    )
