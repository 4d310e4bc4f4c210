"""A party as names and values, for its page."""

from __future__ import annotations

from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workspace.parties.models import Party


def facts_of(party: Party) -> list[tuple[str, Any]]:
    return [
        (_("Kind"), party.get_kind_display()),
        (_("Registration number"), party.registration_number),
        (_("VAT number"), party.vat_number),
        (_("Address"), ", ".join(party.address_lines())),
        (_("E-mail"), party.email),
        (_("Phone"), party.phone),
        (_("Time to pay"), _time_to_pay(party)),
        (_("Language of documents"), party.get_document_language_display() or _("As the company")),
        (_("Note"), linebreaksbr(party.note, autoescape=True)),
    ]


def _time_to_pay(party: Party) -> str:
    if party.payment_days is None:
        return _("As the company")
    days = {"days": party.payment_days}
    return ngettext("%(days)d day", "%(days)d days", party.payment_days) % days
