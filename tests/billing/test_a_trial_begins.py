"""A workspace begins as a trial; what holds on which day is derived and not written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from billing.days import today
from billing.models import Plan, Subscription
from billing.workflows.begin import begin_where_missing
from jobs.models import Job
from tenants import life
from tenants.actor import KONTOR
from tenants.models import PublicEntry, Tenant
from tenants.rooms import public_room, workspace_of
from tests.billing import make
from tests.jobs_run import run_jobs
from tests.tenants.test_claim_a_spare_schema import pool_of

pytestmark = pytest.mark.django_db
PLANS = "/api/v1/plans/"


def of(tenant) -> Subscription | None:
    with public_room():
        return Subscription.objects.told().filter(tenant=tenant).first()


def open_(tenant) -> None:
    with workspace_of(tenant):
        life.opened.happens_to(tenant.business)


def test_a_workspace_opens_with_a_trial_of_the_default_plan_and_without_a_payer(plan, acme):
    open_(acme)

    begun = of(acme)
    assert (begun.plan, begun.payer, begun.state) == (plan, None, "trial")
    assert begun.trial_until == today() + timedelta(days=30)
    assert begun.started_at.date() == today()
    with public_room():
        line = PublicEntry.objects.get(verb="subscription.begun")
    assert (line.subject, line.tenant_id) == (str(begun.pk), acme.id)


def test_opening_it_again_finds_the_subscription(plan, acme):
    open_(acme)
    first = of(acme)
    open_(acme)

    assert of(acme) == first
    with public_room():
        assert PublicEntry.objects.filter(verb="subscription.begun").count() == 1


@pytest.mark.parametrize("given", [None, {"is_default": False}, {"priced": False}])
def test_a_workspace_opens_although_there_is_no_plan_to_begin_with(acme, given):
    if given is not None:
        with public_room():
            make.plan(**{"is_default": True} | given)

    open_(acme)

    assert of(acme) is None


@pytest.mark.django_db(transaction=True)
def test_a_business_that_is_onboarded_gets_a_trial(provider, plan):
    provider.onboard()
    run_jobs()

    with public_room():
        bakery = Tenant.objects.get(slug="bakery")
    assert of(bakery).plan == plan


@pytest.mark.django_db(transaction=True)
def test_a_business_that_claims_a_spare_schema_gets_a_trial(settings, provider, plan):
    pool_of(settings, 1)

    provider.onboard()

    with public_room():
        bakery = Tenant.objects.get(slug="bakery")
    assert (bakery.state, of(bakery).plan) == ("open", plan)


def test_those_who_could_not_begin_begin_once_there_is_a_price(provider, acme, globex):
    made = {"code": "counter", "name": {"en": "Counter"}, "default": True}
    provider.api.post(PLANS, made)
    assert of(acme) is None

    price = {"currency": "EUR", "amount": "19", "trial_days": 14}
    for _ in range(2):
        provider.api.post(f"{PLANS}counter/prices/", price)
    with public_room():
        assert Job.objects.count() == 1
    run_jobs("default")

    assert [of(tenant).price.trial_days for tenant in (acme, globex)] == [14, 14]
    with public_room():
        assert begin_where_missing() == 0


def test_they_begin_once_a_priced_plan_is_the_default(provider, acme):
    with public_room():
        make.plan(code="counter")

    provider.api.patch(f"{PLANS}counter/", {"default": True})
    run_jobs("default")

    assert of(acme).plan.code == "counter"


@pytest.mark.parametrize("state", ["requested", "provisioning", "erasing", "erased"])
def test_a_tenant_that_has_no_workspace_begins_nothing(plan, acme, globex, in_public, state):
    Tenant.objects.filter(pk=acme.pk).update(state=state)

    assert begin_where_missing() == 1
    assert [each.tenant for each in Subscription.objects.all()] == [globex]


def test_the_price_is_in_the_currency_of_the_business(in_public, globex):
    plan = make.plan()
    make.price(plan, currency="KZT", amount=9900)
    Tenant.objects.filter(pk=globex.pk).update(currency="KZT")
    globex.refresh_from_db()

    assert make.subscription(globex, plan).price.amount == 9900


@pytest.mark.parametrize(
    ("trial_until", "day", "state", "left"),
    [
        (date(2028, 2, 29), date(2028, 2, 28), "trial", 1),
        (date(2028, 2, 29), date(2028, 2, 29), "trial", 0),
        (date(2028, 2, 29), date(2028, 3, 1), "trial_ended", 0),
        (date(2027, 1, 31), date(2027, 1, 31), "trial", 0),
        (date(2027, 1, 31), date(2027, 2, 1), "trial_ended", 0),
        (date(2027, 3, 1), date(2027, 2, 28), "trial", 1),
        (date(2028, 3, 1), date(2028, 2, 28), "trial", 2),
        (date(2027, 1, 1), date(2026, 12, 31), "trial", 1),
    ],
)
def test_the_last_day_of_the_trial_is_a_day_of_the_trial(
    subscription, in_public, trial_until, day, state, left
):
    subscription.end_trial_on(trial_until, by=KONTOR)

    assert (subscription.state_on(day), subscription.days_left_on(day)) == (state, left)


def test_the_page_says_that_a_trial_ends_today_and_that_it_ended(alice, subscription):
    for day, sentence in (
        (today(), "It ends today."),
        (today() + timedelta(days=1), "1 day left"),
        (today() - timedelta(days=1), "It ended on"),
        (today() - timedelta(days=2), "The trial is over. Say who pays."),
    ):
        with public_room():
            subscription.end_trial_on(day, by=KONTOR)
        assert sentence in alice.at(None).get("/account/").content.decode()


def test_today_is_the_day_in_utc(settings):
    with timezone.override("Pacific/Kiritimati"):
        assert today() == timezone.now().date()


def test_who_retires_a_plan_leaves_those_who_have_it(subscription, plan, in_public):
    plan.change({"is_default": False}, by=KONTOR)
    plan.retire(by=KONTOR)

    assert Subscription.objects.told().get().plan == plan
    assert not Plan.objects.get(pk=plan.pk).is_offered
