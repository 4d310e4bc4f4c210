"""Numbers run 1, 2, 3 ... whatever happens: many at once, rollbacks, drafts thrown away."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tenants.rooms import workspace_of
from tests import make
from workspace.sales.models import Invoice, Series


def issue_all_at_once(tenant, how_many, threads):
    with workspace_of(tenant):
        make.company()
        by, party = make.member(), make.party()
        drafts = [make.invoice(by=by, party=party).pk for _ in range(how_many)]

    def issue(draft):
        try:
            with workspace_of(tenant):
                Invoice.objects.get(pk=draft).issue(by=by)
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(issue, drafts))


def numbers(tenant):
    with workspace_of(tenant):
        return sorted(Invoice.objects.values_list("number", flat=True))


@pytest.mark.django_db(transaction=True)
def test_issuing_at_once_leaves_no_gap(acme):
    issue_all_at_once(acme, how_many=12, threads=6)

    assert numbers(acme) == list(range(1, 13))


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_two_hundred_at_once_are_numbered_from_one_to_two_hundred(acme):
    issue_all_at_once(acme, how_many=200, threads=24)

    assert numbers(acme) == list(range(1, 201))


@pytest.mark.django_db(transaction=True)
def test_one_draft_issued_by_many_gets_one_number(acme):
    with workspace_of(acme):
        make.company()
        draft = make.invoice()

    def issue(_):
        try:
            with workspace_of(acme):
                Invoice.objects.get(pk=draft.pk).issue(by=draft.created_by)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(issue, range(4)))

    assert numbers(acme) == [1]
    with workspace_of(acme):
        assert Series.objects.get(kind="invoice").next_number == 2


class Numbering(RuleBasedStateMachine):
    """Drafts are made, thrown away, issued, and issued in vain, in any order."""

    tenant = None

    def __init__(self):
        super().__init__()
        self.drafts, self.issued = [], 0
        with workspace_of(self.tenant):
            Invoice.objects.drafts().delete()
            make.company()
            self.by, self.party = make.member(), make.party()
            self.before = Invoice.objects.issued().count()

    @rule()
    def make_a_draft(self):
        with workspace_of(self.tenant):
            self.drafts.append(make.invoice(by=self.by, party=self.party))

    @precondition(lambda self: self.drafts)
    @rule(data=st.data())
    def discard(self, data):
        draft = self.drafts.pop(data.draw(st.integers(0, len(self.drafts) - 1)))
        with workspace_of(self.tenant):
            draft.discard(by=self.by)

    @precondition(lambda self: self.drafts)
    @rule(data=st.data(), repeat=st.booleans())
    def issue(self, data, repeat):
        draft = self.drafts.pop(data.draw(st.integers(0, len(self.drafts) - 1)))
        with workspace_of(self.tenant):
            draft.issue(by=self.by)
            if repeat:
                draft.issue(by=self.by)
        self.issued += 1

    @precondition(lambda self: self.drafts)
    @rule(data=st.data())
    def issue_and_roll_back(self, data):
        draft = data.draw(st.sampled_from(self.drafts))
        with workspace_of(self.tenant), transaction.atomic():
            draft.issue(by=self.by)
            transaction.set_rollback(True)

    @invariant()
    def numbers_have_no_gap(self):
        with workspace_of(self.tenant):
            taken = sorted(Invoice.objects.issued().values_list("number", flat=True))
        assert taken == list(range(1, self.before + self.issued + 1))


@pytest.mark.django_db
def test_numbers_have_no_gap_whatever_happens(acme):
    Numbering.tenant = acme
    machine = Numbering.TestCase
    machine.settings = settings(
        max_examples=8,
        stateful_step_count=10,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    machine().runTest()
