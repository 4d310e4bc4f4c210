"""The provider writes plans, prices them, and stops offering them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings

from billing.days import today
from billing.models import Plan, PlanPrice
from tenants.models import PublicEntry
from tenants.rooms import public_room
from tests import world
from tests.billing import make

pytestmark = pytest.mark.django_db
PLANS = "/api/v1/plans/"
COUNTER = {
    "code": "counter",
    "name": {"en": "Counter", "lv": "Lete", "ru": "Прилавок", "kk": "Сөре"},
    "description": {"en": "For a business of one."},
}
PRICE = {"currency": "EUR", "amount": "19.00", "trial_days": 30}


@pytest.fixture
def counter(provider):
    assert provider.api.post(PLANS, COUNTER).status_code == 201


def verbs() -> list[str]:
    with public_room():
        lines = PublicEntry.objects.filter(verb__startswith="plan.").order_by("id")
        return list(lines.values_list("verb", flat=True))


def test_a_plan_is_made_with_a_name_in_each_language(provider):
    response = provider.api.post(PLANS, COUNTER)

    told = response.json()
    assert response.status_code == 201
    assert told == {
        "code": "counter",
        "name": COUNTER["name"],
        "description": {"en": "For a business of one.", "lv": "", "ru": "", "kk": ""},
        "default": False,
        "offered": True,
        "prices": [],
        "created_at": told["created_at"],
    }
    assert provider.api.get(f"{PLANS}counter/").json() == told
    assert verbs() == ["plan.made"]


def test_who_wrote_a_plan_is_kept(provider):
    provider.api.post(PLANS, COUNTER)

    with public_room():
        line = PublicEntry.objects.get(verb="plan.made")
    assert (line.client, line.user_id) == (provider.token.prefix, None)


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"name": {"lv": "Lete"}}, "name"),
        ({"name": {"en": ""}}, "name"),
        ({"name": {"en": "x", "de": "Tresen"}}, "name"),
        ({"name": {"en": "x" * 81}}, "name"),
        ({"code": "Counter"}, "code"),
        ({"code": "counter\n"}, "code"),
        ({"price": 1}, "price"),
    ],
)
def test_a_plan_that_cannot_be_read_is_400_and_named(provider, other, field):
    response = provider.api.post(PLANS, COUNTER | other)

    assert (response.status_code, list(response.json()["fields"])) == (400, [field])


def test_a_code_is_taken_once(provider, counter):
    response = provider.api.post(PLANS, COUNTER)

    assert (response.status_code, response.json()["code"]) == (409, "code_taken")
    assert provider.api.get(PLANS).json()["count"] == 1


def test_the_texts_are_written_anew(provider, counter):
    told = provider.api.put(f"{PLANS}counter/", {"name": {"en": "Desk", "lv": "Galds"}}).json()

    assert told["name"] == {"en": "Desk", "lv": "Galds", "ru": "", "kk": ""}
    assert told["description"] == {"en": "", "lv": "", "ru": "", "kk": ""}


def test_one_language_is_changed_and_the_others_stay(provider, counter):
    told = provider.api.patch(f"{PLANS}counter/", {"name": {"lv": "Galds"}}).json()

    assert told["name"] == COUNTER["name"] | {"lv": "Galds"}
    assert told["description"]["en"] == "For a business of one."


def test_the_same_texts_again_leave_no_line(provider, counter):
    for _ in range(2):
        provider.api.patch(f"{PLANS}counter/", {"name": {"lv": "Galds"}})

    assert verbs() == ["plan.made", "plan.changed"]


def test_a_name_is_read_in_the_readers_language_and_else_in_english(in_public):
    from django.utils.translation import override  # only here

    plan = make.plan(name_en="Counter", name_lv="Lete", name_kk="")
    plan = Plan.objects.get(pk=plan.pk)

    read = {}
    for language in ("en", "lv", "ru", "kk"):
        with override(language):
            read[language] = plan.name
    assert read == {"en": "Counter", "lv": "Lete", "ru": "Counter", "kk": "Counter"}


def test_a_plan_is_priced_from_today(provider, counter):
    response = provider.api.post(f"{PLANS}counter/prices/", PRICE)

    assert response.status_code == 201
    assert response.json()["prices"] == [
        {
            "currency": "EUR",
            "amount": "19.0000",
            "valid_from": str(today()),
            "trial_days": 30,
        }
    ]


def test_the_same_price_again_is_one_price(provider, counter):
    for _ in range(2):
        response = provider.api.post(f"{PLANS}counter/prices/", PRICE)

    assert (response.status_code, len(response.json()["prices"])) == (201, 1)
    assert verbs() == ["plan.made", "plan.priced"]


def test_another_price_from_the_same_day_is_409(provider, counter):
    provider.api.post(f"{PLANS}counter/prices/", PRICE)

    response = provider.api.post(f"{PLANS}counter/prices/", PRICE | {"amount": "20"})

    assert (response.status_code, response.json()["code"]) == (409, "price_taken")
    assert list(response.json()["fields"]) == ["valid_from"]


def test_a_price_of_tomorrow_follows_the_one_of_today(provider, counter):
    tomorrow = today() + timedelta(days=1)
    provider.api.post(f"{PLANS}counter/prices/", PRICE)
    provider.api.post(
        f"{PLANS}counter/prices/", PRICE | {"amount": "21", "valid_from": str(tomorrow)}
    )

    with public_room():
        plan = Plan.objects.get(code="counter")
        assert plan.price_on(today(), "EUR").amount == 19
        assert plan.price_on(tomorrow, "EUR").amount == 21
        assert plan.price_on(today() - timedelta(days=1), "EUR") is None


def test_a_currency_without_a_price_takes_the_first_one(in_public):
    plan = make.plan(priced=False)
    make.price(plan, currency="EUR", amount=19)
    make.price(plan, currency="KZT", amount=9900)

    assert plan.price_on(today(), "KZT").amount == 9900
    assert plan.price_on(today(), "USD").currency == "EUR"


@pytest.mark.parametrize(
    ("other", "status", "field"),
    [
        ({"amount": "-1"}, 400, "amount"),
        ({"amount": "19.001"}, 422, "amount"),
        ({"amount": "19.5", "currency": "JPY"}, 422, "amount"),
        ({"currency": "XXX"}, 400, "currency"),
        ({"trial_days": 367}, 400, "trial_days"),
        ({"trial_days": -1}, 400, "trial_days"),
        ({"valid_from": "2020-02-29"}, 422, "valid_from"),
        ({"valid_from": "2027-02-29"}, 400, "valid_from"),
    ],
)
def test_a_price_that_nobody_could_pay_is_refused(provider, counter, other, status, field):
    response = provider.api.post(f"{PLANS}counter/prices/", PRICE | other)

    assert (response.status_code, list(response.json()["fields"])) == (status, [field])
    with public_room():
        assert not PlanPrice.objects.exists()


def test_workspaces_begin_with_one_plan_at_most(provider, counter):
    provider.api.post(PLANS, COUNTER | {"code": "house", "default": True})

    provider.api.patch(f"{PLANS}counter/", {"default": True})

    told = {plan["code"]: plan["default"] for plan in provider.api.get(PLANS).json()["results"]}
    assert told == {"counter": True, "house": False}


def test_a_plan_is_retired_and_offered_again(provider, counter):
    path = f"{PLANS}counter/retirement/"
    assert [provider.api.put(path).json()["offered"] for _ in range(2)] == [False, False]
    assert [provider.api.delete(path).json()["offered"] for _ in range(2)] == [True, True]

    assert verbs() == ["plan.made", "plan.retired", "plan.offered_again"]


def test_the_plan_that_workspaces_begin_with_is_not_retired(provider, plan):
    response = provider.api.put(f"{PLANS}{plan.code}/retirement/")

    assert (response.status_code, response.json()["code"]) == (409, "plan_is_default")


def test_workspaces_do_not_begin_with_a_plan_that_is_retired(provider, counter):
    provider.api.put(f"{PLANS}counter/retirement/")

    response = provider.api.patch(f"{PLANS}counter/", {"default": True})

    assert (response.status_code, response.json()["code"]) == (409, "plan_retired")


@pytest.mark.parametrize("path", ["", "prices/", "retirement/"])
def test_a_plan_that_is_not_there_is_404(provider, path):
    for method in ("put", "post"):
        response = getattr(provider.api, method)(f"{PLANS}nothing/{path}", {})
        assert response.status_code in (404, 405)
    assert provider.api.get(f"{PLANS}nothing/").status_code == 404


def test_the_list_takes_as_many_queries_for_one_plan_as_for_three(
    provider, django_assert_num_queries
):
    provider.api.get(PLANS)  # once an hour it is written down that the token is used
    for number in (1, 3):
        with public_room():
            while Plan.objects.count() < number:
                make.plan()
        with django_assert_num_queries(4):
            assert provider.api.get(PLANS).json()["count"] == number


ROUTES = [
    ("get", "plans/"),
    ("post", "plans/"),
    ("put", "plans/counter/"),
    ("patch", "plans/counter/"),
    ("post", "plans/counter/prices/"),
    ("put", "plans/counter/retirement/"),
    ("delete", "plans/counter/retirement/"),
    ("get", "payers/"),
    ("post", "payers/"),
    ("get", "payers/{id}/"),
    ("put", "payers/{id}/"),
    ("delete", "payers/{id}/"),
    ("put", "payers/{id}/verification/"),
    ("delete", "payers/{id}/verification/"),
    ("get", "tenants/{id}/subscription/"),
    ("put", "tenants/{id}/subscription/"),
    ("put", "tenants/{id}/subscription/cancellation/"),
    ("delete", "tenants/{id}/subscription/cancellation/"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_only_the_provider_comes_in(alice, acme, method, path):
    """Neither a stranger, nor an owner with the token of a workspace or signed in."""
    path = f"/api/v1/{path.format(id=acme.id)}"
    for client in (
        world.api_client(settings.PROVIDER_HOST),
        world.api_client(settings.PROVIDER_HOST, alice.token),
    ):
        response = getattr(client, method)(path, {})
        assert (response.status_code, response.json()["code"]) == (401, "not_known")
    for elsewhere in (alice.at(None), alice.browser):
        assert getattr(elsewhere, method)(path).status_code == 404
