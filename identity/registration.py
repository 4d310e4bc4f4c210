"""Registration numbers: by which a state's register knows a business or a person."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.by import unp
from stdnum.ee import registrikood
from stdnum.exceptions import ValidationError as NotANumber
from stdnum.fi import ytunnus
from stdnum.lv import pvn
from stdnum.ru import inn

from identity import kazakhstan
from identity.typed import bare, plausible


def check_registration_number(typed: str, country: str, *, of_person: bool = False) -> str:
    """The number without what surrounds it: `LV 4000 3521 600` becomes `40003521600`.

    Known are Latvia (eleven digits, businesses and persons), Estonia, Finland, Belarus, Russia
    (businesses) and Kazakhstan (BIN, IIN). Elsewhere only the length is looked at.
    """
    number = bare(typed)
    rule = _OF_PERSONS.get(country) if of_person else _OF_BUSINESSES.get(country)
    if not number or rule is None:
        return plausible(number) if number else ""
    number = number.removeprefix(country)
    try:
        return rule(number)
    except NotANumber as error:
        raise ValidationError(
            _("This is no registration number of this country. Check each digit."),
            code="registration_number",
        ) from error


def _kazakhstan(number: str) -> str:
    if not kazakhstan.is_valid(number):
        raise ValidationError(
            _("A BIN or IIN has 12 digits, the last a check digit. Check each digit."),
            code="registration_number",
        )
    return number


Rule = Callable[[str], str]

_OF_PERSONS: dict[str, Rule] = {"LV": pvn.validate, "KZ": _kazakhstan}
_OF_BUSINESSES: dict[str, Rule] = {
    **_OF_PERSONS,
    "BY": unp.validate,
    "EE": registrikood.validate,
    "FI": ytunnus.validate,
    "RU": inn.validate,
}
