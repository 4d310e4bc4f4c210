"""From a checked input to a draft: what PUT leaves out is emptied, what PATCH leaves out stays."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from workspace.company.models import Company
from workspace.members.models import Member
from workspace.sales.drafting import credit_lines_of, currency_of, lines_of, party_of
from workspace.sales.errors import CannotBeDrafted
from workspace.sales.models import CreditNote, Document, Invoice, Line

_PLAIN: dict[str, Any] = {
    "issue_date": None,
    "supply_date": None,
    "due_date": None,
    "language": "",
    "note": "",
}

_DAYS = ("supply_date", "issue_date")


def draft_invoice(given: dict[str, Any], *, by: Member) -> Invoice:
    values = _values(given, partial=False)
    return Invoice.objects.draft(by=by, lines=_lines(given, values), **values)  # type: ignore[no-any-return]


def draft_credit_note(given: dict[str, Any], *, by: Member) -> CreditNote:
    if given.get("invoice"):
        return _of_invoice(given, by=by)
    if "party" not in given:
        raise CannotBeDrafted(
            fields={"party": [_("Name the customer, or the invoice that is credited.")]}
        )
    values = _values(given, partial=False)
    return CreditNote.objects.draft(by=by, lines=_lines(given, values), **values)  # type: ignore[no-any-return]


def edit(document: Document, given: dict[str, Any], *, by: Member, partial: bool) -> None:
    tied = document.credits_id is not None
    if given.get("invoice") not in (None, document.credits_id):
        raise CannotBeDrafted(fields={"invoice": [_("A draft stays with its invoice.")]})
    values = _values(given, partial=partial or tied)
    lines = None
    if "lines" in given or not partial:
        kept = {name: getattr(document, name) for name in ("currency", *_DAYS)}
        lines = _credited(document, given) if tied else _lines(given, {**kept, **values})
    document.edit(by=by, lines=lines, **values)


def _of_invoice(given: dict[str, Any], *, by: Member) -> CreditNote:
    invoice = Invoice.objects.filter(pk=given["invoice"]).first()
    if invoice is None:
        raise CannotBeDrafted(fields={"invoice": [_("There is no such invoice.")]})
    named = given.get("lines")
    lines = None if named is None else credit_lines_of(named, invoice=invoice)
    note: CreditNote = invoice.credit(by=by, lines=lines)
    said = {name: given[name] for name in _PLAIN if name in given}
    if said:
        note.edit(by=by, **said)
    return note


def _values(given: dict[str, Any], *, partial: bool) -> dict[str, Any]:
    said = given if partial else {**_PLAIN, **given}
    values = {name: said[name] for name in _PLAIN if name in said}
    if "party" in said:
        values["party"] = party_of(said["party"])
    if "currency" in said or not partial:
        values["currency"] = currency_of(said.get("currency"), Company.objects.the_one())
    return values


def _lines(given: dict[str, Any], values: dict[str, Any]) -> list[Line]:
    return lines_of(
        given.get("lines", []),
        company=Company.objects.the_one(),
        currency=values["currency"],
        day=values["supply_date"] or values["issue_date"],
    )


def _credited(document: Document, given: dict[str, Any]) -> list[Line]:
    invoice = Invoice.objects.get(pk=document.credits_id)
    return credit_lines_of(given.get("lines", []), invoice=invoice)
