"""Whatever is recorded, allocated, taken back, reversed and credited: the money adds up."""

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from config.errors import Refusal
from tenants.rooms import workspace_of
from tests import make
from workspace.money.models import Payment
from workspace.money.owed import balances_of
from workspace.money.settlement import with_settlement
from workspace.sales.models import Invoice

CENTS = st.integers(1, 6000).map(lambda cents: Decimal(cents) / 100)


class Money(RuleBasedStateMachine):
    """One customer, a few invoices. A model in Python says what must be so."""

    tenant = None

    def __init__(self):
        super().__init__()
        self.gross, self.credited = {}, defaultdict(Decimal)
        self.amounts, self.reversed = {}, set()
        self.paid = defaultdict(lambda: defaultdict(Decimal))  # payment -> invoice -> amount
        with workspace_of(self.tenant):
            self.by, self.party = make.member(), make.party()

    def open_of(self, invoice):
        standing = [key for key in self.amounts if key not in self.reversed]
        paid = sum((self.paid[key][invoice] for key in standing), Decimal(0))
        return self.gross[invoice] - self.credited[invoice] - paid

    def one(self, data, names):
        return data.draw(st.sampled_from(sorted(names)))

    def payment(self, pk):
        return Payment.objects.get(pk=pk)

    @precondition(lambda self: len(self.gross) < 4)
    @rule()
    def issue(self):
        with workspace_of(self.tenant):
            invoice = make.issued_invoice(party=self.party, by=self.by)
        self.gross[invoice.pk] = invoice.gross

    @rule(amount=CENTS)
    def record(self, amount):
        with workspace_of(self.tenant):
            payment = make.payment(party=self.party, by=self.by, amount=amount)
        self.amounts[payment.pk] = amount

    @precondition(lambda self: self.gross and self.amounts)
    @rule(data=st.data(), amount=CENTS)
    def allocate(self, data, amount):
        key, invoice = self.one(data, self.amounts), self.one(data, self.gross)
        left = self.amounts[key] - sum(self.paid[key].values(), Decimal(0))
        fits = key not in self.reversed and amount <= min(left, self.open_of(invoice))
        with workspace_of(self.tenant):
            try:
                self.payment(key).allocate_more({invoice: amount}, by=self.by)
            except Refusal:
                assert not fits
            else:
                assert fits
                self.paid[key][invoice] += amount

    @precondition(lambda self: self.gross and self.amounts)
    @rule(data=st.data())
    def take_back(self, data):
        key, invoice = self.one(data, self.amounts), self.one(data, self.gross)
        with workspace_of(self.tenant):
            self.payment(key).take_back(invoice, by=self.by)
        self.paid[key].pop(invoice, None)

    @precondition(lambda self: self.amounts)
    @rule(data=st.data())
    def reverse(self, data):
        key = self.one(data, self.amounts)
        with workspace_of(self.tenant):
            self.payment(key).reverse(by=self.by, reason="Wrong")
        self.reversed.add(key)

    @precondition(lambda self: any(not self.credited[pk] for pk in self.gross))
    @rule(data=st.data())
    def credit(self, data):
        invoice = self.one(data, [pk for pk in self.gross if not self.credited[pk]])
        with workspace_of(self.tenant):
            Invoice.objects.get(pk=invoice).credit(by=self.by).issue(by=self.by)
        self.credited[invoice] = self.gross[invoice]

    @invariant()
    def each_invoice_stands_as_its_payments_say(self):
        with workspace_of(self.tenant):
            rows = with_settlement(Invoice.objects.filter(pk__in=list(self.gross)))
            found = {row.pk: row for row in rows}
        for pk, row in found.items():
            assert row.open == self.open_of(pk)
            assert row.settlement == self.word_for(pk)

    def word_for(self, pk):
        left = self.open_of(pk)
        paid = self.gross[pk] - self.credited[pk] - left
        if left > 0:
            return "part" if paid else "unpaid"
        if not paid:
            return "nothing"
        return "overpaid" if left < 0 else "paid"

    @invariant()
    def no_payment_is_spent_twice(self):
        with workspace_of(self.tenant):
            rows = Payment.objects.filter(pk__in=list(self.amounts)).with_rest()
            found = {row.pk: row.rest for row in rows}
        for pk, rest in found.items():
            spent = sum(self.paid[pk].values(), Decimal(0))
            assert rest == (0 if pk in self.reversed else self.amounts[pk] - spent)
            assert rest >= 0

    @invariant()
    def the_customer_owes_what_is_open(self):
        with workspace_of(self.tenant):
            found = balances_of(self.party)
        opens = [self.open_of(pk) for pk in self.gross]
        standing = [key for key in self.amounts if key not in self.reversed]
        advance = sum(
            (self.amounts[key] - sum(self.paid[key].values(), Decimal(0)) for key in standing),
            Decimal(0),
        )
        expected = (
            sum((one for one in opens if one > 0), Decimal(0)),
            sum((-one for one in opens if one < 0), Decimal(0)),
            advance,
        )
        assert [(one.open, one.overpaid, one.advance) for one in found] == (
            [expected] if any(expected) else []
        )


def run(tenant, *, examples, steps):
    Money.tenant = tenant
    machine = Money.TestCase
    machine.settings = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    machine().runTest()


@pytest.mark.django_db
def test_the_money_adds_up_whatever_happens(acme):
    run(acme, examples=5, steps=12)


@pytest.mark.drill
@pytest.mark.django_db
def test_the_money_adds_up_after_much_more(acme):
    run(acme, examples=30, steps=25)
