"""Bank accounts, and the banks that keep them, by schwifty's registries."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from identity.typed import bare


def check_iban(typed: str) -> str:
    """The account's number without spaces: `LV97 HABA 0012 3456 7891 0` as one word."""
    number = bare(typed)
    if not number:
        return ""
    try:
        return str(IBAN(number).compact)
    except SchwiftyException as error:
        raise ValidationError(
            _("This is no IBAN. Copy it from your bank, and check each character."), code="iban"
        ) from error


def bank_of(iban: str) -> tuple[str, str]:
    """BIC and name of the bank that keeps this account; empty where the registry has none."""
    if not iban:
        return "", ""
    account = IBAN(iban, allow_invalid=True)
    return str(account.bic or ""), str(account.bank_name or "").strip()


def written(iban: str) -> str:
    """In groups of four, as people read it."""
    return " ".join(iban[place : place + 4] for place in range(0, len(iban), 4))
