"""Issuing: what the law wants of a document, and its number.

VAT Directive 2006/112, article 226, and for Latvia Cabinet Regulation 877: both sides with names,
numbers and addresses, what was sold, when, at which price and rate. What its VAT wants besides is
in `vat_rules`.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from i18n.choice import document_language
from i18n.writing import written_day, written_quantity
from workspace.company.models import Company
from workspace.members.models import Member
from workspace.parties.models import Party
from workspace.sales.errors import CannotBeIssued
from workspace.sales.models.line import Line
from workspace.sales.models.series import Series
from workspace.sales.sides import buyer_of, seller_of
from workspace.sales.totals import ZERO, beyond
from workspace.sales.vat_rules import of_vat

if TYPE_CHECKING:
    from workspace.sales.models.document import Document

Missing = dict[str, list[str]]


def issue_for_good(document: Document, *, by: Member, on: date) -> None:
    """Check, count and keep everything, and take the number. The draft's row must be held.

    The series is locked last and for a short time; a rollback gives its number back.
    """
    company, lines = Company.objects.the_one(), list(document.lines.all())
    if document.credits_id:
        document.credits.hold()  # type: ignore[union-attr]
    series = Series.objects.locked(Series.objects.own(document.kind))
    missing = missing_from(document, lines, on=on, company=company, last_date=series.last_date)
    if missing:
        raise CannotBeIssued(fields=missing)
    _keep(document, company, on=on)
    document.series, document.number = series, series.take(on=on)
    document.state = document.State.ISSUED
    document.issued_at, document.issued_by = timezone.now(), by
    document.save()


def _keep(document: Document, company: Company, *, on: date) -> None:
    """What the document says from now on, whatever changes elsewhere."""
    party = document.party
    language = document_language(
        document.language, party.document_language, company.document_language
    )
    document.language, document.issue_date = language, on
    document.seller, document.buyer = seller_of(company, language), buyer_of(party, language)
    if document.kind == document.Kind.INVOICE and document.due_date is None:
        document.due_date = on + timedelta(days=_days_to_pay(party, company))


def _days_to_pay(party: Party, company: Company) -> int:
    return company.payment_days if party.payment_days is None else party.payment_days


def missing_from(
    document: Document,
    lines: list[Line],
    *,
    on: date,
    company: Company,
    last_date: date | None,
) -> Missing:
    """Everything that stands in the way, by field, each with a sentence that says what to do.

    `last_date` is the latest date of issue in the series.
    """
    missing: Missing = defaultdict(list)
    for field, sentence in company.missing_for_invoicing():
        missing[f"company.{field}"].append(str(sentence))
    _of_buyer(document, missing)
    _of_lines(lines, missing)
    of_vat(document, lines, company, document.supply_date or on, missing)
    _of_dates(document, on, last_date, missing)
    if document.credits_id:
        _of_credit(lines, missing)
        _of_credited_sums(document, missing)
    return {field: sentences for field, sentences in missing.items() if sentences}


def _of_buyer(document: Document, missing: Missing) -> None:
    party = document.party
    if not party.name:
        missing["party.name"].append(_("Write the customer's name."))
    if document.credits and document.credits.external_number:
        return  # issued elsewhere: the buyer's address stands on it, not with us
    if not party.street:
        missing["party.street"].append(_("Write the street and house of the customer's address."))
    if not party.city:
        missing["party.city"].append(_("Write the city of the customer's address."))


def _of_lines(lines: list[Line], missing: Missing) -> None:
    if not lines:
        missing["lines"].append(_("Add at least one line."))
    if any(not line.description for line in lines):
        missing["lines"].append(_("Say on each line what was sold."))


def _of_dates(document: Document, on: date, last_date: date | None, missing: Missing) -> None:
    # A date typed by mistake would hold up the series for good. One day is for time zones.
    if on > timezone.localdate() + timedelta(days=1):
        missing["issue_date"].append(_("The date of issue lies in the future."))
    if last_date and on < last_date:
        missing["issue_date"].append(
            _("The last one was issued on %(day)s; the date cannot be earlier.")
            % {"day": written_day(last_date)}
        )
    if document.due_date and document.due_date < on:
        missing["due_date"].append(_("The day of payment lies before the date of issue."))


def _of_credit(lines: list[Line], missing: Missing) -> None:
    """No line of the invoice is taken back twice. At issue the invoice is held."""
    wanted: dict[object, list[Line]] = defaultdict(list)
    for line in lines:
        wanted[line.credits_id].append(line)
    for credited in Line.objects.filter(pk__in=list(wanted)).with_credited():
        taken = sum((line.quantity for line in wanted[credited.pk]), ZERO)
        if beyond(taken, credited.left):
            missing["lines"].append(
                _("Of “%(what)s” only %(left)s is left to credit.")
                % {"what": credited.description, "left": written_quantity(credited.left)}
            )


def _of_credited_sums(document: Document, missing: Missing) -> None:
    """Each part is rounded for itself: many small ones may add up to more than the invoice.

    The net never does. A note's VAT is rounded once more, so each may be off by a minor unit:
    else the rest of many an invoice could not be credited.
    """
    invoice = document.credits
    notes = invoice.credit_notes.filter(state=document.State.ISSUED)  # type: ignore[union-attr]
    sums = {name: Sum(name, default=ZERO) for name in ("net", "vat", "gross")}
    credited = notes.aggregate(count=Count("pk"), **sums)
    minor = (credited["count"] + 1) * Decimal(1).scaleb(-document.decimals)
    for name in sums:
        taken = credited[name] + getattr(document, name)
        slack = ZERO if name == "net" else minor
        if beyond(taken, getattr(invoice, name), slack=slack) and not missing.get("lines"):
            missing["lines"].append(_("More would be credited than is left of the invoice."))
