"""An issued invoice is taken back by credit notes, no line of it twice."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from config.errors import Refusal
from tenants.rooms import workspace_of
from tests import make
from workspace.sales.drafting import credit_lines_of
from workspace.sales.errors import CannotBeCredited, CannotBeIssued, Gone, NotIssued
from workspace.sales.imported import ImportedDocument, ImportedLine, record_imported
from workspace.sales.models import CreditNote, Invoice

pytestmark = pytest.mark.django_db


def credited(invoice):
    return Invoice.objects.with_credited().get(pk=invoice.pk).credited


@pytest.fixture
def invoice(in_acme):
    lines = [make.line(quantity=Decimal(3)), make.line(description="Cake", quantity=Decimal(1))]
    return make.issued_invoice(lines=lines)


def test_crediting_makes_a_draft_of_all_that_is_left(invoice):
    note = invoice.credit(by=invoice.created_by)

    assert (note.state, note.credits_id, note.party_id) == ("draft", invoice.pk, invoice.party_id)
    assert [(line.description, line.quantity) for line in note.lines.all()] == [
        ("Rye bread", Decimal(3)),
        ("Cake", Decimal(1)),
    ]
    assert note.gross == invoice.gross
    assert credited(invoice) == "no"


def test_crediting_again_answers_the_draft_that_waits(invoice):
    first = invoice.credit(by=invoice.created_by)

    assert invoice.credit(by=invoice.created_by) == first


def test_an_invoice_is_credited_in_part_and_then_in_full(invoice):
    by, bread = invoice.created_by, invoice.lines.with_credited()[0]
    invoice.credit(by=by, lines=[bread.taken_back(Decimal(1))]).issue(by=by)
    assert credited(invoice) == "part"

    rest = invoice.credit(by=by)
    assert [line.quantity for line in rest.lines.all()] == [Decimal(2), Decimal(1)]
    rest.issue(by=by)

    assert credited(invoice) == "full"
    assert [note.number for note in CreditNote.objects.order_by("number")] == [1, 2]
    with pytest.raises(CannotBeCredited):
        invoice.credit(by=by)


def test_no_line_is_taken_back_twice(invoice):
    by, lines = invoice.created_by, list(invoice.lines.with_credited())
    first = invoice.credit(by=by, lines=[line.taken_back() for line in lines])
    second = invoice.credit(by=by, lines=[lines[0].taken_back(Decimal(1))])
    first.issue(by=by)

    with pytest.raises(CannotBeIssued) as refused:
        second.issue(by=by)

    assert refused.value.fields == {"lines": ["Of “Rye bread” only 0 is left to credit."]}


def test_one_line_split_in_two_is_counted_together(invoice):
    by, bread = invoice.created_by, invoice.lines.with_credited()[0]
    twice = [bread.taken_back(Decimal(2)), bread.taken_back(Decimal(2))]

    assert set(invoice.credit(by=by, lines=twice).missing()) == {"lines"}


def test_only_lines_of_the_invoice_are_credited(invoice):
    other = make.issued_invoice().lines.with_credited()[0]

    for line in (other.taken_back(), make.line()):
        with pytest.raises(CannotBeCredited):
            invoice.credit(by=invoice.created_by, lines=[line])


def test_a_draft_is_not_credited(in_acme):
    with pytest.raises(NotIssued):
        make.invoice().credit(by=make.member())


def test_customer_and_currency_of_a_credit_note_are_those_of_its_invoice(invoice):
    note = invoice.credit(by=invoice.created_by)

    with pytest.raises(CannotBeCredited):
        note.edit(by=invoice.created_by, currency="USD")


@pytest.mark.django_db(transaction=True)
def test_of_two_that_take_the_same_line_back_at_once_one_is_refused(acme):
    with workspace_of(acme):
        invoice = make.issued_invoice()
        by, line = invoice.created_by, invoice.lines.with_credited()[0]
        notes = [invoice.credit(by=by, lines=[line.taken_back()]).pk for _ in range(3)]

    def issue(note):
        try:
            with workspace_of(acme):
                CreditNote.objects.get(pk=note).issue(by=by)
            return "issued"
        except CannotBeIssued as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        answers = sorted(pool.map(issue, notes))

    assert answers == ["cannot_be_issued", "cannot_be_issued", "issued"]


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_begin_one_credit_note(acme):
    with workspace_of(acme):
        pk = make.issued_invoice().pk
    together = Barrier(4)

    def credit(_):
        try:
            with workspace_of(acme):
                invoice = Invoice.objects.select_related("created_by").get(pk=pk)
                together.wait()
                return invoice.credit(by=invoice.created_by).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        notes = set(pool.map(credit, range(4)))

    with workspace_of(acme):
        assert notes == set(CreditNote.objects.values_list("pk", flat=True))
    assert len(notes) == 1


def test_an_invoice_that_went_with_its_import_cannot_be_credited(in_acme):
    invoice, by = imported_invoice("10"), make.member()
    invoice.pk = make.party().pk  # of no document, as its own is afterwards

    with pytest.raises(Gone):
        invoice.credit(by=by)


def imported_invoice(*quantities):
    make.company()
    parts = [ImportedLine(f"Part {q}", Decimal(q), Decimal("1.00")) for q in quantities]
    given = ImportedDocument("invoice", "7", make.party(), "EUR", make.TODAY, parts)
    record_imported([given], by=make.member())
    return Invoice.objects.get()


def test_a_line_below_0_is_taken_back_with_its_sign(in_acme):
    invoice, by = imported_invoice("10", "-3"), make.member()

    note = invoice.credit(by=by)

    assert [line.quantity for line in note.lines.all()] == [Decimal(10), Decimal(-3)]
    note.issue(by=by)
    assert (note.gross, credited(invoice)) == (Decimal(7), "full")


def test_a_line_below_0_that_is_not_credited_leaves_its_invoice_partly_credited(in_acme):
    invoice, by = imported_invoice("10", "-3"), make.member()
    lines = list(invoice.lines.with_credited())
    invoice.credit(by=by, lines=[lines[0].taken_back(Decimal(6)), lines[1].taken_back()]).issue(
        by=by
    )
    assert credited(invoice) == "part"

    rest = invoice.credit(by=by)
    assert [line.quantity for line in rest.lines.all()] == [Decimal(4)]
    rest.issue(by=by)
    assert credited(invoice) == "full"


def test_no_more_money_is_credited_than_the_invoice_says(in_acme):
    invoice, by = imported_invoice("10", "-3"), make.member()
    ten = invoice.lines.with_credited()[0]

    assert set(invoice.credit(by=by, lines=[ten.taken_back()]).missing()) == {"lines"}


def test_roundings_do_not_add_up_to_more_than_the_invoice(in_acme):
    line = make.line(quantity=Decimal(10), unit_price=Decimal("0.005"))
    invoice = make.issued_invoice(lines=[line])
    by, line = invoice.created_by, invoice.lines.with_credited()[0]
    ones = [line.taken_back(Decimal(1)) for _place in range(5)]
    invoice.credit(by=by, lines=ones).issue(by=by)

    with pytest.raises(CannotBeIssued) as refused:
        invoice.credit(by=by, lines=[line.taken_back(Decimal(1))]).issue(by=by)

    assert refused.value.fields == {
        "lines": ["More would be credited than is left of the invoice."]
    }


def refused_fields(given, invoice):
    with pytest.raises(Refusal) as refused:
        credit_lines_of(given, invoice=invoice)
    return set(refused.value.fields)


@pytest.mark.parametrize("quantity", ["0", "-1", "4", "99999999999", "100000000000000", "0.00001"])
def test_a_quantity_that_cannot_be_is_refused_in_the_draft(invoice, quantity):
    bread = invoice.lines.all()[0].pk

    given = [{"line": bread, "quantity": Decimal(quantity)}]

    assert refused_fields(given, invoice) == {"lines.0.quantity"}


def test_a_line_named_twice_is_counted_together(invoice):
    bread = invoice.lines.all()[0].pk
    two = {"line": bread, "quantity": Decimal(2)}

    assert refused_fields([two, two], invoice) == {"lines.1.quantity"}
    assert refused_fields([two, {"line": bread}, {"line": bread}], invoice) == {"lines.2.line"}


def test_too_many_lines_are_refused(invoice):
    bread = {"line": invoice.lines.all()[0].pk, "quantity": Decimal("0.0001")}

    assert refused_fields([bread] * 2001, invoice) == {"lines"}
