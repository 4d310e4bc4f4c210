"""Issuing gives the next number for good, or says all that is missing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from tests import make
from workspace.logbook.models import Entry
from workspace.sales.errors import AlreadyIssued, CannotBeIssued, Gone
from workspace.sales.models import Document, Invoice, Series

pytestmark = pytest.mark.django_db


def test_a_draft_has_sums_and_no_number(in_acme):
    invoice = make.invoice()

    assert (invoice.state, invoice.number, invoice.label) == ("draft", None, "")
    assert (invoice.net, invoice.vat, invoice.gross) == (
        Decimal("29.00"),
        Decimal("6.09"),
        Decimal("35.09"),
    )


def test_issuing_gives_the_next_number_and_keeps_both_sides(in_acme):
    first, second = make.issued_invoice(), make.issued_invoice()
    kept = Invoice.objects.get(pk=first.pk)

    assert [first.number, second.number] == [1, 2]
    assert kept.label == "INV-00001"
    assert kept.issue_date == make.TODAY
    assert kept.due_date == make.TODAY + timedelta(days=14)
    assert kept.seller["vat_number"] == "LV40003521600"
    assert kept.buyer["address"] == ["Krasta iela 5", "LV-1003 Rīga", "Latvija"]
    assert kept.issued_by == first.created_by


def test_invoices_and_credit_notes_are_counted_apart(in_acme):
    make.issued_invoice()
    note = make.issued_credit_note()

    assert (note.label, note.due_date) == ("CN-00001", None)


def test_issuing_again_changes_nothing(in_acme):
    invoice = make.issued_invoice()
    lines_in_the_logbook = Entry.objects.filter(subject_id=invoice.pk).count()

    again = Invoice.objects.get(pk=invoice.pk)
    again.issue(by=make.member(name="Bob"), on=make.TODAY + timedelta(days=1))

    assert (again.number, again.issue_date) == (1, make.TODAY)
    assert Entry.objects.filter(subject_id=invoice.pk).count() == lines_in_the_logbook
    assert Series.objects.get(kind="invoice").next_number == 2


def test_all_that_is_missing_is_named_at_once(in_acme):
    make.company(street="", vat_registered=False, vat_number="")
    party = make.party(city="")
    invoice = make.invoice(party=party, due_date=make.TODAY - timedelta(days=1))

    with pytest.raises(CannotBeIssued) as refused:
        invoice.issue(by=invoice.created_by)

    assert set(refused.value.fields) == {
        "company.street",
        "company.vat_registered",
        "party.city",
        "due_date",
    }
    assert refused.value.fields == invoice.missing()
    assert Document.objects.issued().count() == 0


def test_without_lines_nothing_is_issued(in_acme):
    make.company()
    invoice = make.invoice(lines=[])

    assert invoice.missing() == {"lines": ["Add at least one line."]}


def test_reverse_charge_needs_the_numbers_of_both(in_acme):
    make.company()
    line = make.line(vat_category="AE", vat_rate=Decimal(0))

    assert set(make.invoice(lines=[line]).missing()) == {"party.vat_number"}


def test_what_is_outside_vat_stands_alone(in_acme):
    make.company(vat_registered=False, vat_number="")

    def untaxed(category):
        return make.line(vat_category=category, vat_rate=Decimal(0))

    assert make.invoice(lines=[untaxed("O")]).missing() == {}
    assert set(make.invoice(lines=[untaxed("O"), untaxed("Z")]).missing()) == {"lines"}


def test_an_issue_date_is_not_before_the_last_one_nor_in_the_future(in_acme):
    make.issued_invoice(on=make.TODAY)
    invoice = make.invoice()

    assert set(invoice.missing(on=make.TODAY - timedelta(days=1))) == {"issue_date"}
    assert set(invoice.missing(on=make.TODAY + timedelta(days=2))) == {"issue_date"}
    assert invoice.missing(on=make.TODAY) == {}


def test_a_rollback_loses_no_number(in_acme):
    make.company()
    lost, kept = make.invoice(), make.invoice()
    with transaction.atomic():
        lost.issue(by=lost.created_by)
        transaction.set_rollback(True)

    kept.issue(by=kept.created_by)

    assert kept.number == 1


def test_editing_a_draft_replaces_its_lines(in_acme):
    invoice = make.invoice()
    lines = [make.line(quantity=Decimal(3), unit_price=Decimal("1.11"))]

    invoice.edit(by=invoice.created_by, lines=lines, note="Thank you")

    again = Invoice.objects.get(pk=invoice.pk)
    assert [line.net for line in again.lines.all()] == [Decimal("3.33")]
    assert (again.vat, again.gross, again.note) == (Decimal("0.70"), Decimal("4.03"), "Thank you")


def test_changing_the_currency_counts_again(in_acme):
    invoice = make.invoice(lines=[make.line(quantity=Decimal(1), unit_price=Decimal("10.50"))])

    invoice.edit(by=invoice.created_by, currency="JPY")

    assert (invoice.net, invoice.vat, invoice.decimals) == (Decimal(11), Decimal(2), 0)


def test_a_draft_is_discarded_and_an_issued_one_is_neither_edited_nor_discarded(in_acme):
    make.company()
    draft, issued = make.invoice(), make.issued_invoice()
    draft.discard(by=draft.created_by)

    assert list(Invoice.objects.values_list("pk", flat=True)) == [issued.pk]
    with pytest.raises(AlreadyIssued):
        issued.discard(by=issued.created_by)
    with pytest.raises(AlreadyIssued):
        issued.edit(by=issued.created_by, note="late")


def test_a_draft_that_is_gone_is_not_discarded_again(in_acme):
    draft = make.invoice()
    same = Invoice.objects.get(pk=draft.pk)
    draft.discard(by=draft.created_by)

    with pytest.raises(Gone):
        same.discard(by=same.created_by)
