"""What the database refuses, whoever writes: by raw SQL, and many at once."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from config.errors import Refusal
from tenants.rooms import workspace_of
from tests import make
from workspace.money.models import Allocation, Payment, Reversal
from workspace.money.settlement import with_settlement
from workspace.sales.models import Document

pytestmark = pytest.mark.django_db


def allocated(payment, invoice, amount):
    """By raw SQL, past every check of ours."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO money_allocation (id, payment_id, invoice_id, amount, created_by_id,"
            " created_at) VALUES (gen_random_uuid(), %s, %s, %s, %s, now())",
            [payment.pk, invoice.pk, amount, payment.created_by_id],
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE money_payment SET amount = 1000",
        "UPDATE money_payment SET note = 'changed'",
        "DELETE FROM money_payment",
        "UPDATE money_reversal SET reason = 'another'",
        "DELETE FROM money_reversal",
        "UPDATE money_allocation SET amount = 1",
    ],
)
def test_raw_sql_cannot_change_what_is_recorded(in_acme, statement):
    party = make.party()
    invoice = make.issued_invoice(party=party)
    payment = make.payment(party=party, allocations={invoice.pk: Decimal(10)})
    payment.reverse(by=payment.created_by, reason="Wrong")
    rows = (Payment, Allocation, Reversal)
    before = [list(model.objects.values()) for model in rows]

    with pytest.raises(IntegrityError, match="is final"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    assert [list(model.objects.values()) for model in rows] == before


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"amount": "0"}, "money_payment_amount"),
        ({"amount": "-5"}, "money_payment_amount"),
        ({"amount": "1.001"}, "money_payment_minor_unit"),
        ({"amount": "1.5", "currency": "JPY", "decimals": 0}, "money_payment_minor_unit"),
        ({"amount": "1.5", "currency": "JPY", "decimals": 2}, "money_payment_decimals"),
        ({"amount": "1.005", "decimals": 3}, "money_payment_decimals"),
        ({"currency": "eur"}, "money_payment_currency"),
        ({"method": "gold"}, "money_payment_method"),
        ({"date": "2999-01-01"}, "future"),
    ],
)
def test_raw_sql_cannot_record_what_cannot_be(in_acme, values, reason):
    by, party = make.member(), make.party()
    row = {"date": "2026-01-02", "amount": "5", "currency": "EUR", "decimals": 2, "method": "bank"}

    with pytest.raises(IntegrityError, match=reason):
        Payment.objects.bulk_create(
            [Payment(party=party, created_by=by, key="k", digest="", **{**row, **values})]
        )


def test_raw_sql_cannot_pay_the_wrong_thing(in_acme):
    party = make.party()
    invoice = make.issued_invoice(party=party)
    wrong = {
        "only an issued invoice": make.invoice(party=party),
        "another party": make.issued_invoice(),
        "party or currency": make.issued_invoice(party=party, currency="USD"),
    }
    note = make.issued_credit_note(party=party)
    payment = make.payment(party=party)

    for reason, document in wrong.items():
        with pytest.raises(IntegrityError, match=reason):
            allocated(payment, document, 1)
    with pytest.raises(IntegrityError, match="only an issued invoice"):
        allocated(payment, note, 1)
    for amount, reason in ((0, "money_allocation_amount"), ("0.001", "minor unit")):
        with pytest.raises(IntegrityError, match=reason):
            allocated(payment, invoice, amount)
    assert not Allocation.objects.exists()


def test_raw_sql_cannot_pay_more_than_there_is(in_acme):
    party = make.party()
    first, second = (make.issued_invoice(party=party) for _ in range(2))
    small, large = make.payment(party=party), make.payment(party=party, amount=Decimal(100))

    allocated(small, first, "30")
    with pytest.raises(IntegrityError, match="than was paid"):
        allocated(small, second, "20.01")
    with pytest.raises(IntegrityError, match="than is open"):
        allocated(large, first, "5.10")
    second.credit(by=second.created_by).issue(by=second.created_by)
    with pytest.raises(IntegrityError, match="than is open"):
        allocated(large, second, "0.01")
    large.reverse(by=large.created_by, reason="Wrong")
    with pytest.raises(IntegrityError, match="reversed"):
        allocated(large, first, "1")


def all_at_once(tenant, tasks, threads=8):
    """Each in a thread of its own; how many of them were refused."""

    def run(task):
        try:
            with workspace_of(tenant):
                task()
        except Refusal:
            return 1
        finally:
            connection.close()
        return 0

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(run, tasks))


@pytest.mark.django_db(transaction=True)
def test_many_payments_at_once_do_not_pay_an_invoice_twice(acme):
    with workspace_of(acme):
        party, by = make.party(), make.member()
        invoice = make.issued_invoice(party=party)  # 35.09
    wanted = {invoice.pk: Decimal("10")}

    def pay(key):
        return lambda: make.payment(party=party, by=by, key=key, allocations=wanted)

    refused = all_at_once(acme, [pay(f"at-once-{i}") for i in range(8)])

    with workspace_of(acme):
        assert (refused, Payment.objects.count(), Allocation.objects.count()) == (5, 3, 3)


@pytest.mark.django_db(transaction=True)
def test_one_payment_allocated_by_many_at_once_is_not_spent_twice(acme):
    with workspace_of(acme):
        party = make.party()
        invoices = [make.issued_invoice(party=party) for _ in range(8)]
        payment = make.payment(party=party, amount=Decimal("35"))

    def allocate(invoice):
        more = {invoice.pk: Decimal("10")}
        return lambda: Payment.objects.get().allocate_more(more, by=payment.created_by)

    refused = all_at_once(acme, [allocate(invoice) for invoice in invoices])

    with workspace_of(acme):
        assert (refused, Allocation.objects.count()) == (5, 3)


@pytest.mark.django_db(transaction=True)
def test_the_same_request_many_times_at_once_records_one_payment(acme):
    with workspace_of(acme):
        party, by = make.party(), make.member()
        invoice = make.issued_invoice(party=party)
    asked = {"party": party, "by": by, "key": "same", "digest": "same"}
    wanted = {invoice.pk: Decimal("35.09")}

    refused = all_at_once(acme, [lambda: make.payment(**asked, allocations=wanted)] * 8)

    with workspace_of(acme):
        assert (refused, Payment.objects.count(), Allocation.objects.count()) == (0, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_paying_crediting_and_reversing_at_once_ends_without_a_deadlock(acme):
    with workspace_of(acme):
        party, by = make.party(), make.member()
        invoices = [make.issued_invoice(party=party) for _ in range(3)]
        notes = [invoice.credit(by=by) for invoice in invoices]
        payments = [make.payment(party=party, amount=Decimal(100), by=by) for _ in range(4)]
    shares = {invoice.pk: Decimal("5") for invoice in invoices}
    backwards = dict(reversed(shares.items()))
    tasks = [lambda note=note: note.issue(by=by) for note in notes]
    for payment, wanted in zip(payments, [shares, backwards] * 2, strict=True):
        tasks.append(lambda p=payment, w=wanted: p.allocate(w, by=by))
        tasks.append(lambda p=payment: p.reverse(by=by, reason="Wrong"))

    all_at_once(acme, tasks, threads=11)

    with workspace_of(acme):
        found = with_settlement(Document.objects.filter(pk__in=shares))
        assert {one.paid for one in found} == {Decimal(0)}
