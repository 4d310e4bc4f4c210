"""The wholesaler's own file: 4,886 lines, as they are."""

import csv
from collections import defaultdict
from decimal import Decimal

import pytest
from django.db.models import Sum

from tests.workspace.imports.files import refusals, taken_in
from tests.workspace.imports.real import SALES, needs_real_sales
from workspace.parties.models import Party
from workspace.sales.models import CreditNote, Document, Invoice, Line

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_acme"), needs_real_sales]


def rows():
    """The file as Python's own csv module reads it, with the line of each row."""
    with SALES.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        return [(reader.line_num, row) for row in reader]


def test_every_line_finds_its_end_and_a_second_run_takes_nothing():
    first = taken_in(SALES.read_bytes())
    second = taken_in(SALES.read_bytes())

    assert (first.state, first.failure) == ("done", "")
    assert (first.lines, first.taken, first.already, first.refused_count) == (4886, 4874, 0, 12)
    assert (second.lines, second.taken, second.already, second.refused_count) == (4886, 0, 4874, 12)
    assert (Invoice.objects.count(), CreditNote.objects.count()) == (248, 21)
    assert Line.objects.count() == 4874


def test_only_the_lines_without_a_price_are_refused():
    without = [(line, "no_price") for line, row in rows() if Decimal(row["UnitPrice"]) == 0]

    one = taken_in(SALES.read_bytes())

    assert len(without) == 12
    assert refusals(one) == without


def test_each_document_comes_to_what_the_file_says_to_the_cent():
    told = defaultdict(Decimal)
    for _, row in rows():
        if Decimal(row["UnitPrice"]):
            told[row["InvoiceNo"]] += int(row["Quantity"]) * Decimal(row["UnitPrice"])

    taken_in(SALES.read_bytes())

    kept = {
        one.external_number: -one.net if one.kind == "credit_note" else one.net
        for one in Document.objects.all()
    }
    assert kept == told
    assert sum(kept.values()) == Decimal("97741.66")
    assert set(Document.objects.values_list("vat", flat=True)) == {Decimal(0)}
    assert Document.objects.aggregate(Sum("gross")) == {
        "gross__sum": Document.objects.aggregate(net=Sum("net"))["net"]
    }


def test_each_customer_has_its_documents_and_the_cash_customer_the_rest():
    told = defaultdict(set)
    for _, row in rows():
        if Decimal(row["UnitPrice"]):
            told[row["CustomerID"]].add(row["InvoiceNo"])

    taken_in(SALES.read_bytes())

    kept = defaultdict(set)
    for name, number in Document.objects.values_list("party__name", "external_number"):
        kept["" if name == "Cash customer" else name.removeprefix("Customer ")].add(number)
    assert kept == told
    assert Party.objects.count() == len(told)


def test_each_document_bears_the_day_of_its_first_line():
    taken_in(SALES.read_bytes())

    assert {str(day) for day in Document.objects.values_list("issue_date", flat=True)} == {
        *("2010-12-01", "2010-12-02")
    }
    assert str(Document.objects.get(external_number="536591").issue_date) == "2010-12-01"
