"""Requests that come at the same moment leave one row, and nobody gets a 500."""

import pytest

from billing.models import Plan, PlanPrice, Subscription, Verification
from tenants.rooms import public_room
from tests.billing import make
from tests.tenants.test_requests_that_meet import AT_ONCE, all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
PLANS = "/api/v1/plans/"


def statuses(answers):
    return sorted(answer.status_code for answer in answers)


def test_many_defaults_are_one(provider):
    with public_room():
        codes = [make.plan().code for _ in range(AT_ONCE)]

    answers = all_at_once(
        [lambda c=code: provider.api.patch(f"{PLANS}{c}/", {"default": True}) for code in codes]
    )

    assert statuses(answers) == [200] * AT_ONCE
    with public_room():
        assert Plan.objects.filter(is_default=True).count() == 1


def test_one_code_makes_one_plan(provider):
    body = {"code": "counter", "name": {"en": "Counter"}, "default": True}

    answers = all_at_once([lambda: provider.api.post(PLANS, body)] * AT_ONCE)

    assert statuses(answers) == [201] + [409] * (AT_ONCE - 1)


def test_one_price_is_one(provider):
    with public_room():
        code = make.plan(priced=False).code
    body = {"currency": "EUR", "amount": "19", "trial_days": 30}

    answers = all_at_once([lambda: provider.api.post(f"{PLANS}{code}/prices/", body)] * AT_ONCE)

    assert statuses(answers) == [201] * AT_ONCE
    with public_room():
        assert PlanPrice.objects.count() == 1


def test_one_tenant_begins_one_subscription(provider, plan, acme):
    path, body = f"/api/v1/tenants/{acme.id}/subscription/", {"plan": plan.code}

    answers = all_at_once([lambda: provider.api.put(path, body)] * AT_ONCE)

    assert statuses(answers) == [200] * AT_ONCE
    with public_room():
        assert Subscription.objects.count() == 1


def test_what_was_changed_meanwhile_is_not_verified(provider, payer):
    path = f"/api/v1/payers/{payer.pk}/"
    changed = make.COMPANY | {"street": "Krasta iela 5"}

    answers = all_at_once(
        [
            lambda: provider.api.put(f"{path}verification/", {"revision": 1}),
            lambda: provider.api.put(path, changed),
        ]
    )

    assert answers[0].status_code in (200, 409)
    assert answers[1].status_code == 200
    with public_room():
        assert not Verification.objects.exists()
