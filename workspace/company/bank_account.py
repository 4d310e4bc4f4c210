"""Where customers pay to: whoever may change it confirms it first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import copy
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from config.confirming import Asker, Done, Operation, Payload, ask_to_confirm, short
from identity.iban import written
from tenants.roles import AREAS
from workspace.company.api.serializers import CompanyOutput
from workspace.company.models import Company
from workspace.members.models import Member


def ask_if_account_changes(
    request: Any, company: Company, values: Mapping[str, Any]
) -> HttpResponse | None:
    """With a new account in them, all of these values wait for the confirmation; else nobody is asked.

    Raises ValidationError for what would be refused anyway. To have no account is no danger.
    """
    wanted = copy(company)
    for name, value in values.items():
        setattr(wanted, name, value)
    wanted.full_clean(validate_unique=False, validate_constraints=False)
    is_new = (wanted.iban, wanted.bic) != (company.iban, company.bic)
    if not (wanted.iban and is_new):
        return None
    payload = {"iban": wanted.iban, "name": wanted.legal_name, "values": dict(values)}
    return ask_to_confirm(request, ACCOUNT.kind, payload, back=reverse("company:edit"))


def _question(payload: Payload) -> str:
    told = {"name": short(payload["name"]), "iban": written(payload["iban"])}
    return _("Shall customers pay %(name)s to the account %(iban)s?") % told


def _change(payload: Payload, asker: Asker) -> Done:
    company = Company.objects.the_one()
    by = Member.objects.of(membership_id=asker.membership_id, name=asker.name, email=asker.email)
    company.change(payload["values"], by=by)
    return Done(
        says=_("Your company's data is saved."),
        leads_to=reverse("company:edit", urlconf="config.urls_workspace"),
        answer=CompanyOutput(company).data,
    )


def _present(payload: Payload) -> str:
    """What the change was made upon: one in between would be lost."""
    company = Company.objects.the_one()
    names = {"iban", "bic", *payload["values"]}
    return json.dumps({name: getattr(company, name) for name in sorted(names)})


ACCOUNT = Operation(
    kind="company.bank_account",
    says=_question,
    does=_change,
    roles=AREAS["company"].changes,
    in_workspace=True,
    version=_present,
)
