"""Documents from elsewhere go in by the thousand, keep their number and never count."""

import time
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from tests import make
from workspace.logbook.models import Entry
from workspace.sales.imported import ImportedDocument, ImportedLine, record_imported
from workspace.sales.models import CreditNote, Document, Invoice, Line, Series

pytestmark = pytest.mark.django_db
DAY = date(2010, 12, 1)


def given(number, *lines, kind="invoice", party):
    parts = [ImportedLine(*line) for line in lines]
    return ImportedDocument(kind, number, party, "GBP", DAY, parts)


def of_many(documents, lines, party):
    bread = [("Bread", Decimal(6), Decimal("2.55"))] * lines
    return [given(f"{number}", *bread, party=party) for number in range(documents)]


def test_an_imported_invoice_keeps_its_number_and_bears_no_vat(in_acme):
    party, member = make.party(), make.member()
    lines = [("Bread", Decimal(6), Decimal("2.55")), ("Bread", Decimal(6), Decimal("2.55"))]

    record_imported([given("536365", *lines, party=party)], by=member)

    invoice = Invoice.objects.get()
    assert (invoice.state, invoice.label, invoice.number) == ("issued", "536365", None)
    assert (invoice.net, invoice.vat, invoice.gross) == (Decimal("30.60"), 0, Decimal("30.60"))
    assert (invoice.issue_date, invoice.series.code, invoice.series.counts) == (
        DAY,
        "imported",
        False,
    )
    assert invoice.buyer["name"] == party.name
    assert {line.vat_category for line in invoice.lines.all()} == {"O"}
    assert Entry.objects.get(subject_id=invoice.pk).details == {"number": "536365"}


def test_a_credit_note_of_elsewhere_stands_alone_and_may_have_an_invoices_number(in_acme):
    party, member = make.party(), make.member()
    line = ("Bread", Decimal(1), Decimal("27.50"))
    both = [given("77", line, party=party), given("77", line, kind="credit_note", party=party)]

    assert record_imported(both, by=member) == {("invoice", "77"), ("credit_note", "77")}

    note = CreditNote.objects.get()
    assert (note.external_number, note.credits, note.gross) == ("77", None, Decimal("27.50"))


def test_a_second_run_takes_nothing(in_acme):
    documents, member = of_many(3, 2, make.party()), make.member()
    record_imported(documents[:2], by=member)

    assert record_imported(documents, by=member) == {("invoice", "2")}
    assert record_imported(documents, by=member) == set()
    assert (Document.objects.count(), Line.objects.count()) == (3, 6)


def test_imported_documents_do_not_touch_our_numbers(in_acme):
    record_imported(of_many(3, 1, make.party()), by=make.member())

    assert make.issued_invoice().number == 1
    assert Series.objects.get(kind="invoice", code="imported").next_number == 1


def test_what_was_imported_is_final_too(in_acme):
    record_imported(of_many(1, 1, make.party()), by=make.member())

    with pytest.raises(IntegrityError, match="final"):
        Document.objects.update(note="changed")


def test_the_number_of_statements_does_not_grow(in_acme):
    party, member = make.party(), make.member()
    record_imported([given("first", ("x", Decimal(1), Decimal(1)), party=party)], by=member)

    with CaptureQueriesContext(connection) as few:
        record_imported(of_many(1, 1, party), by=member)
    with CaptureQueriesContext(connection) as many:
        record_imported(of_many(40, 25, party), by=member)

    assert Line.objects.count() == 2 + 39 * 25
    assert len(many) == len(few)


@pytest.mark.drill
def test_five_thousand_lines_take_seconds(in_acme):
    documents, member = of_many(250, 20, make.party()), make.member()

    begun = time.monotonic()
    record_imported(documents, by=member)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert Line.objects.count() == 5000
    assert time.monotonic() - begun < 5


def test_an_imported_invoice_is_credited_though_the_buyers_address_is_not_known(in_acme):
    make.company()
    party, member = make.party(street="", city=""), make.member()
    line = ("Bread", Decimal(6), Decimal("2.55"))
    record_imported([given("536365", line, party=party)], by=member)

    note = Invoice.objects.get().credit(by=member)
    note.issue(by=member)

    assert (note.state, note.gross, note.vat) == ("issued", Decimal("15.30"), 0)
