"""How a new owner begins: the company's data, the first customer, the first invoice."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workspace.company.models import Company
from workspace.parties.models import Party
from workspace.today.line import Line

_DONE = gettext_lazy("Done")


def beginning(company: Company, *, with_company: bool = True) -> list[Line]:
    """The three steps in their order, those that are done marked so.

    Without the company's data for who may not change it: somebody else does that step.
    """
    first = [_company(company)] if with_company else []
    steps = [*first, _customer(), _invoice()]
    return [replace(each, text=f"{place}. {each.text}") for place, each in enumerate(steps, 1)]


def _company(company: Company) -> Line:
    is_done = not company.missing_for_invoicing()
    return Line(
        text=_("Your company's data"),
        detail=_("Its registration number, address and bank account stand on every invoice."),
        url=reverse("company:edit"),
        action=_("Look at it") if is_done else _("Fill it in"),
        pill_label=_DONE if is_done else "",
        pill_tone="good",
    )


def _customer() -> Line:
    is_done = Party.objects.exists()
    return Line(
        text=_("Your first customer"),
        detail=_("Name, address and numbers, once. Every invoice takes them from there."),
        url=reverse("parties:list") if is_done else reverse("parties:new"),
        action=_("Look at them") if is_done else _("Add a customer"),
        pill_label=_DONE if is_done else "",
        pill_tone="good",
    )


def _invoice() -> Line:
    return Line(
        text=_("Your first invoice"),
        detail=_("Write it as a draft and look at it; it gets its number when you issue it."),
        url=reverse("sales:new"),
        action=_("Write an invoice"),
    )
