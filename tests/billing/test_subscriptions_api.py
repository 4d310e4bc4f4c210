"""The provider reads and sets what a tenant pays for."""

from __future__ import annotations

from uuid import uuid4

import pytest

from billing.days import today
from billing.models import Payer, Subscription
from tenants.models import PublicEntry
from tenants.rooms import public_room
from tests.billing import make

pytestmark = pytest.mark.django_db


def path_of(tenant) -> str:
    return f"/api/v1/tenants/{tenant.id}/subscription/"


def verbs() -> list[str]:
    with public_room():
        lines = PublicEntry.objects.filter(verb__startswith="subscription.").order_by("id")
        return [line.verb.removeprefix("subscription.") for line in lines]


def test_a_subscription_is_read(provider, payer, subscription, plan, acme):
    told = provider.api.get(path_of(acme)).json()

    assert told == {
        "tenant": str(acme.id),
        "state": "trial",
        "plan": plan.code,
        "price": {
            "currency": "EUR",
            "amount": "19.0000",
            "valid_from": str(today()),
            "trial_days": 30,
        },
        "payer": str(payer.pk),
        "started_at": told["started_at"],
        "trial_until": str(subscription.trial_until),
        "days_left": 30,
        "cancellation": None,
    }


def test_a_tenant_without_a_subscription_begins_one(provider, acme):
    with public_room():
        make.plan(code="house")
    assert provider.api.get(path_of(acme)).status_code == 404

    told = provider.api.put(path_of(acme), {"plan": "house"}).json()

    assert (told["plan"], told["state"], told["payer"]) == ("house", "trial", None)
    assert provider.api.get(path_of(acme)).json() == told


def test_plan_payer_and_trial_are_set_and_a_repeat_changes_nothing(provider, subscription, acme):
    with public_room():
        make.plan(code="house")
        payer = make.payer()
    said = {"plan": "house", "payer": str(payer.pk), "trial_until": "2028-02-29"}

    told = [provider.api.put(path_of(acme), said).json() for _ in range(2)]

    assert told[0] == told[1]
    assert told[0].items() >= said.items()
    assert verbs() == ["begun", "plan_chosen", "payer_set", "trial_set"]
    with public_room():
        line = PublicEntry.objects.get(verb="subscription.trial_set")
    assert (line.client, line.tenant_id) == (provider.token.prefix, acme.id)


def test_what_is_left_out_stays(provider, subscription, payer, plan, acme):
    before = provider.api.get(path_of(acme)).json()

    assert provider.api.put(path_of(acme), {"plan": plan.code}).json() == before


def test_nobody_pays_any_more(provider, payer, plan, acme):
    told = provider.api.put(path_of(acme), {"plan": plan.code, "payer": None}).json()

    assert told["payer"] is None
    with public_room():
        assert not Payer.objects.exists()


@pytest.mark.parametrize(
    ("said", "status", "field"),
    [
        ({"plan": "nothing"}, 422, "plan"),
        ({"payer": str(uuid4())}, 422, "payer"),
        ({"payer": "somebody"}, 400, "payer"),
        ({"trial_until": "2027-02-29"}, 400, "trial_until"),
        ({"trial_until": "2027-04-31"}, 400, "trial_until"),
        ({"price": 1}, 400, "price"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_set(
    provider, subscription, plan, acme, said, status, field
):
    before = provider.api.get(path_of(acme)).json()

    response = provider.api.put(path_of(acme), {"plan": plan.code} | said)

    assert (response.status_code, list(response.json()["fields"])) == (status, [field])
    assert provider.api.get(path_of(acme)).json() == before


@pytest.mark.parametrize("code", ["plan_retired", "plan_without_price"])
def test_a_plan_that_cannot_be_agreed_on_is_409(provider, subscription, acme, code):
    with public_room():
        other = make.plan(code="other", priced=code == "plan_retired")
        if code == "plan_retired":
            other.retire(by=make.KONTOR)

    response = provider.api.put(path_of(acme), {"plan": "other"})

    assert (response.status_code, response.json()["code"]) == (409, code)


def test_a_cancellation_is_put_and_taken_back(provider, subscription, acme):
    path = f"{path_of(acme)}cancellation/"

    told = [provider.api.put(path, {"reason": "Moved away"}).json() for _ in range(2)]
    assert told[0] == told[1]
    assert (told[0]["state"], told[0]["cancellation"]["reason"]) == ("cancelled", "Moved away")

    told = [provider.api.delete(path).json() for _ in range(2)]
    assert [each["state"] for each in told] == ["trial", "trial"]
    assert verbs() == ["begun", "cancelled", "resumed"]


def test_a_tenant_that_is_not_there_is_404(provider, plan):
    path = f"/api/v1/tenants/{uuid4()}/subscription/"
    said = {"plan": plan.code}
    assert provider.api.get(path).status_code == 404
    assert provider.api.put(path, said).status_code == 404
    assert provider.api.put(f"{path}cancellation/", {}).status_code == 404
    assert provider.api.delete(f"{path}cancellation/").status_code == 404
    with public_room():
        assert not Subscription.objects.exists()


def test_one_subscription_is_read_in_two_queries(provider, payer, acme, django_assert_num_queries):
    provider.api.get(path_of(acme))  # once an hour it is written down that the token is used
    with django_assert_num_queries(2):
        provider.api.get(path_of(acme))
