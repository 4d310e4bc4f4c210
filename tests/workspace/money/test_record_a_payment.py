"""Money comes in and pays invoices: part or whole, one or several, now or later."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from tests import make
from workspace.logbook.models import Entry
from workspace.money.errors import (
    AlreadyReversed,
    CannotBeAllocated,
    CannotBeRecorded,
    KeyReused,
)
from workspace.money.models import Allocation, Payment, Reversal
from workspace.money.settlement import with_settlement
from workspace.sales.imported import ImportedDocument, ImportedLine, record_imported
from workspace.sales.models import Document, Invoice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_acme")]


@pytest.fixture
def party():
    return make.party()


@pytest.fixture
def invoice(party):
    """35.09 to pay."""
    return make.issued_invoice(party=party)


def standing(invoice):
    found = with_settlement(Document.objects.filter(pk=invoice.pk)).get()
    return found.settlement, found.paid, found.open


def euros(text):
    return Decimal(text)


def test_one_payment_pays_several_invoices_and_the_rest_waits(party):
    first, second = (make.issued_invoice(party=party) for _ in range(2))

    payment = make.payment(
        party=party,
        amount=euros("60"),
        allocations={first.pk: euros("35.09"), second.pk: euros("20")},
    )

    assert standing(first) == ("paid", euros("35.09"), 0)
    assert standing(second) == ("part", 20, euros("15.09"))
    assert Payment.objects.with_rest().get(pk=payment.pk).rest == euros("4.91")


def test_an_advance_is_allocated_later(party, invoice):
    advance = make.payment(party=party)
    assert standing(invoice) == ("unpaid", 0, euros("35.09"))

    advance.allocate_more({invoice.pk: euros("10")}, by=advance.created_by)
    advance.allocate_more({invoice.pk: euros("25.09")}, by=advance.created_by)

    assert standing(invoice) == ("paid", euros("35.09"), 0)


def test_what_is_taken_back_is_open_again(party, invoice):
    payment = make.payment(party=party, allocations={invoice.pk: euros("35.09")})

    for _ in range(2):
        payment.take_back(invoice.pk, by=payment.created_by)

    assert standing(invoice) == ("unpaid", 0, euros("35.09"))
    told = Entry.objects.filter(subject_id=payment.pk).order_by("id")
    assert [line.verb for line in told] == ["recorded", "allocated", "taken back"]


def test_a_reversed_payment_pays_nothing_and_stays(party, invoice):
    payment = make.payment(party=party, allocations={invoice.pk: euros("35.09")})
    bob = make.member(name="Bob")

    payment.reverse(by=bob, reason="It was for somebody else")
    payment.reverse(by=payment.created_by, reason="Once more")

    assert standing(invoice) == ("unpaid", 0, euros("35.09"))
    kept = Reversal.objects.get()
    assert (kept.payment, kept.created_by, kept.reason) == (
        payment,
        bob,
        "It was for somebody else",
    )
    assert Payment.objects.with_rest().get().rest == 0
    assert Allocation.objects.count() == 1
    assert Entry.objects.filter(verb="reversed").count() == 1


def test_a_reversed_payment_is_not_allocated_but_lets_go(party, invoice):
    payment = make.payment(party=party, allocations={invoice.pk: euros("10")})
    payment.reverse(by=payment.created_by, reason="Wrong")

    with pytest.raises(AlreadyReversed):
        payment.allocate({invoice.pk: euros("11")}, by=payment.created_by)
    assert Allocation.objects.get().amount == 10

    payment.take_back(invoice.pk, by=payment.created_by)
    assert not Allocation.objects.exists()


def test_what_is_credited_after_it_was_paid_is_overpaid(party, invoice):
    payment = make.payment(party=party, allocations={invoice.pk: euros("35.09")})

    invoice.credit(by=payment.created_by).issue(by=payment.created_by)

    assert standing(invoice) == ("overpaid", euros("35.09"), euros("-35.09"))


def test_what_is_credited_in_full_is_not_paid_and_takes_no_money(party, invoice):
    invoice.credit(by=invoice.created_by).issue(by=invoice.created_by)

    assert standing(invoice) == ("nothing", 0, 0)
    with pytest.raises(CannotBeAllocated) as refused:
        make.payment(party=party, allocations={invoice.pk: euros("0.01")})
    assert refused.value.fields == {
        f"allocations.{invoice.pk}": ["Of INV-00001 only 0.00\xa0EUR is open."]
    }


def test_a_draft_credit_note_takes_nothing_back_yet(invoice):
    invoice.credit(by=invoice.created_by)

    assert standing(invoice) == ("unpaid", 0, euros("35.09"))


def test_drafts_and_credit_notes_have_no_settlement():
    assert standing(make.invoice()) == (None, None, None)
    assert standing(make.issued_credit_note()) == (None, None, None)


@pytest.mark.parametrize(("days", "late"), [(0, False), (1, True)])
def test_it_is_overdue_the_day_after_it_was_due(party, days, late):
    due = make.TODAY - timedelta(days=days)
    invoice = make.issued_invoice(party=party, on=due, due_date=due)

    assert with_settlement(Document.objects.filter(pk=invoice.pk)).get().is_overdue is late
    make.payment(party=party, allocations={invoice.pk: euros("35.09")})
    assert with_settlement(Document.objects.filter(pk=invoice.pk)).get().is_overdue is False


def test_an_imported_invoice_is_paid_like_any_other(party):
    line = ImportedLine(description="Heart", quantity=Decimal(1), unit_price=Decimal(10))
    given = ImportedDocument("invoice", "536365", party, "EUR", make.TODAY, [line])
    record_imported([given], by=make.member())
    invoice = Invoice.objects.get()

    make.payment(party=party, allocations={invoice.pk: euros("10")})

    assert standing(invoice) == ("paid", 10, 0)


def test_an_invoice_below_zero_takes_no_money(party):
    line = ImportedLine(description="Back", quantity=Decimal(-1), unit_price=Decimal(10))
    given = ImportedDocument("invoice", "536365", party, "EUR", make.TODAY, [line])
    record_imported([given], by=make.member())
    invoice = Invoice.objects.get()

    assert standing(invoice) == ("nothing", 0, -10)
    with pytest.raises(CannotBeAllocated):
        make.payment(party=party, allocations={invoice.pk: euros("10")})


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"amount": euros("0")}, {"amount": ["The amount must be more than 0."]}),
        ({"amount": euros("-1")}, {"amount": ["The amount must be more than 0."]}),
        (
            {"amount": euros("1.001")},
            {"amount": ["An amount in EUR has at most 2 decimals."]},
        ),
        (
            {"amount": euros("1.5"), "currency": "JPY"},
            {"amount": ["An amount in JPY has at most 0 decimals."]},
        ),
        (
            {"currency": "XXX"},
            {"currency": ["Write a currency as three capital letters, such as EUR."]},
        ),
        (
            {"date": make.TODAY + timedelta(days=2)},
            {"date": ["The money cannot have come in the future."]},
        ),
    ],
)
def test_a_payment_that_cannot_be_is_refused(wrong, sentence):
    with pytest.raises(CannotBeRecorded) as refused:
        make.payment(**wrong)

    assert refused.value.fields == sentence
    assert not Payment.objects.exists()


def test_three_decimals_are_right_where_the_currency_has_them():
    assert make.payment(amount=euros("1.234"), currency="KWD").decimals == 3


def test_nothing_is_recorded_when_its_allocation_is_refused(party, invoice):
    with pytest.raises(CannotBeAllocated) as refused:
        make.payment(party=party, amount=euros("30"), allocations={invoice.pk: euros("35.09")})

    assert refused.value.fields == {
        "allocations": ["35.09\xa0EUR would be allocated, but the payment is 30.00\xa0EUR."]
    }
    assert (Payment.objects.count(), Entry.objects.filter(verb="recorded").count()) == (0, 0)


def refusal_of(**given):
    with pytest.raises(CannotBeAllocated) as refused:
        make.payment(**given)
    (sentences,) = refused.value.fields.values()
    return sentences


def test_it_says_what_is_wrong_with_each_invoice(party, invoice):
    draft = make.invoice(party=party)
    dollars = make.issued_invoice(party=party, currency="USD")

    one = euros("1")
    assert refusal_of(party=party, allocations={uuid4(): one}) == ["This invoice is not here."]
    assert refusal_of(party=party, allocations={draft.pk: one}) == [
        "A draft cannot be paid. Issue it first."
    ]
    assert refusal_of(party=make.party(), allocations={invoice.pk: one}) == [
        "This invoice is another customer's."
    ]
    assert refusal_of(party=party, allocations={dollars.pk: one}) == [
        "This invoice is in another currency."
    ]
    assert refusal_of(party=party, allocations={invoice.pk: euros("0")}) == [
        "The amount must be more than 0."
    ]
    assert refusal_of(party=party, allocations={invoice.pk: euros("35.10")}) == [
        "Of INV-00001 only 35.09\xa0EUR is open."
    ]


def test_a_payment_may_pay_more_of_what_it_pays_already(party, invoice):
    payment = make.payment(party=party, allocations={invoice.pk: euros("10")})

    payment.allocate({invoice.pk: euros("35.09")}, by=payment.created_by)

    assert standing(invoice) == ("paid", euros("35.09"), 0)


def test_the_same_request_again_records_nothing_more(party, invoice):
    asked = {"party": party, "key": "k", "digest": "d", "allocations": {invoice.pk: euros("35.09")}}

    first, again = make.payment(**asked), make.payment(**asked)

    assert first == again
    assert (Payment.objects.count(), Allocation.objects.count()) == (1, 1)
    with pytest.raises(KeyReused):
        make.payment(party=party, key="k", digest="other")
