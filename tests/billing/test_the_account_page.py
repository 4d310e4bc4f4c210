"""What an owner sees of what a workspace costs, and what others do not see."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest

from billing.days import today
from billing.models import Cancellation, Payer, Subscription
from tenants.actor import Actor
from tenants.models import FactorDemand, Membership, PublicEntry
from tenants.rooms import public_room
from tests import world
from tests.billing import make

pytestmark = pytest.mark.django_db
PATHS = [
    ("get", "plans/"),
    ("post", "plans/{plan}/"),
    ("get", "payer/"),
    ("post", "payer/"),
    ("get", "payer/other/"),
    ("post", "payer/other/"),
    ("post", "payer/{payer}/"),
    ("get", "cancel/"),
    ("post", "cancel/"),
    ("post", "resume/"),
]


def text_of(response) -> str:
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(bare))


def told(slug: str = "acme") -> Subscription:
    with public_room():
        return Subscription.objects.told().get(tenant__slug=slug)


def verbs(begin: str) -> list[str]:
    with public_room():
        lines = PublicEntry.objects.filter(verb__startswith=begin).order_by("id")
        return [line.verb.removeprefix(begin) for line in lines]


def account_of(person) -> str:
    return text_of(person.at(None).get("/account/"))


def test_an_owner_sees_plan_price_trial_and_payer(alice, payer):
    text = account_of(alice)

    until = today() + timedelta(days=30)
    assert "Acme Bakery trial" in text
    assert "Plan Counter" in text
    assert "Price 19.00\xa0EUR a month" in text or "Price 19.00 EUR a month" in text
    assert f"Until {until.day} " in text
    assert "30 days left" in text
    assert "Paid by SIA Maiznīca" in text


def test_the_plan_is_named_in_the_readers_language(alice, acme):
    with public_room():
        plan = make.plan(name_en="Counter", name_lv="Lete", name_ru="Прилавок")
        make.subscription(acme, plan)

    for language, name in (("lv", "Lete"), ("ru", "Прилавок"), ("en", "Counter")):
        alice.at(None).cookies["__Host-lang"] = language
        assert name in account_of(alice)


def test_no_page_of_it_is_kept_by_a_cache(alice, payer):
    assert "no-store" in alice.at(None).get("/account/")["Cache-Control"]


def test_the_public_pages_lead_there_once_somebody_is_signed_in(alice):
    assert 'href="/account/"' in alice.at(None).get("/").content.decode()
    assert 'href="/account/"' not in world.stranger_at(None).get("/").content.decode()


@pytest.mark.parametrize("who", ["bob", "charlie"])
def test_who_does_not_own_the_workspace_sees_nothing_of_it(request, who, payer):
    text = account_of(request.getfixturevalue(who))

    assert "Acme" not in text
    assert "Maiznīca" not in text
    assert "The workspaces that you own will stand here" in text


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_who_does_not_own_the_workspace_does_nothing_with_it(bob, charlie, payer, method, path):
    path = f"/account/acme/{path.format(payer=payer.pk, plan=told().plan.code)}"
    for person in (bob, charlie):
        assert getattr(person.at(None), method)(path).status_code == 404
    stranger = getattr(world.stranger_at(None), method)(path)
    assert (stranger.status_code, stranger["Location"][:9]) == (302, "/sign-in/")

    assert told().payer == payer
    assert verbs("subscription.") == ["begun", "payer_set"]


def test_the_account_stands_on_the_public_host_only(alice, payer):
    assert alice.browser.get("/account/").status_code == 404


def test_an_owner_says_that_a_company_pays(alice, subscription):
    given = make.COMPANY | {"email": "Rekini@Acme.Example", "phone": "67 000 111"}

    response = alice.at(None).post("/account/acme/payer/other/?kind=company", given)

    assert (response.status_code, response["Location"]) == (302, "/account/")
    payer = told().payer
    assert (payer.legal_name, payer.kind) == ("SIA Maiznīca", "company")
    assert (payer.email, payer.phone) == ("rekini@acme.example", "+37167000111")
    assert verbs("payer.") == ["made"]
    assert "Paid by SIA Maiznīca" in account_of(alice)


def test_an_owner_says_that_a_private_person_pays(alice, subscription):
    alice.at(None).post("/account/acme/payer/other/?kind=person", make.PERSON)

    payer = told().payer
    assert (payer.name, payer.kind) == ("Әлия Қасымова", "person")
    assert payer.registration_number == ""
    assert "Paid by Әлия Қасымова" in account_of(alice)


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(alice, subscription):
    given = make.COMPANY | {
        "legal_name": "",
        "registration_number": "40003521601",
        "vat_number": "LV40003521601",
        "phone": "12",
        "email": "nobody",
        "city": "Жетісу қаласы",
    }

    response = alice.at(None).post("/account/acme/payer/other/", given)

    page = unescape(response.content.decode())
    assert response.status_code == 200
    errors = re.findall(r'<li><a href="#id_(\w+)"', page)
    assert set(errors) == {"legal_name", "registration_number", "vat_number", "phone", "email"}
    assert "Legal name: Write the company's legal name." in page
    for typed in ("40003521601", "LV40003521601", "nobody", "Жетісу қаласы"):
        assert f'value="{typed}"' in page
    assert told().payer is None
    with public_room():
        assert not Payer.objects.exists()


def test_the_form_asks_a_person_for_no_legal_name_and_a_company_for_no_first_name(
    alice, subscription
):
    path = "/account/acme/payer/other/"
    company = alice.at(None).get(path).content.decode()
    person = alice.at(None).get(f"{path}?kind=person").content.decode()

    assert ('name="legal_name"' in company, 'name="first_name"' in company) == (True, False)
    assert ('name="legal_name"' in person, 'name="first_name"' in person) == (False, True)


def test_the_payers_data_is_changed_where_it_is(alice, payer):
    page = unescape(alice.at(None).get("/account/acme/payer/").content.decode())
    assert 'value="Brīvības iela 1"' in page

    alice.at(None).post("/account/acme/payer/", make.COMPANY | {"street": "Krasta iela 5"})

    assert told().payer.street == "Krasta iela 5"
    assert told().payer == payer
    assert verbs("payer.") == ["made", "changed"]


def test_a_payer_becomes_a_private_person(alice, payer):
    alice.at(None).post("/account/acme/payer/?kind=person", make.PERSON)

    changed = told().payer
    assert (changed.pk, changed.name, changed.legal_name) == (payer.pk, "Әлия Қасымова", "")
    assert changed.registration_number == ""


def test_another_owner_learns_that_somebody_pays_and_not_who(bob, payer):
    with public_room():
        Membership.objects.filter(user=bob.user).update(role="owner")

    text = account_of(bob)

    assert "Paid by Somebody else" in text
    assert "Maiznīca" not in text
    assert bob.at(None).get("/account/acme/payer/").status_code == 404
    assert bob.at(None).post("/account/acme/payer/", make.COMPANY).status_code == 404


def test_nobody_pays_by_a_payer_of_others(alice, payer, charlie, globex, plan):
    with public_room():
        make.subscription(globex, plan)

    response = charlie.at(None).post(f"/account/globex/payer/{payer.pk}/")

    assert response.status_code == 404
    assert told("globex").payer is None


def test_one_payer_pays_for_two_workspaces(alice, payer, globex, plan):
    with public_room():
        make.subscription(globex, plan)
        Membership.objects.create(tenant=globex, user=alice.user, role="owner")
    assert "SIA Maiznīca" in text_of(alice.at(None).get("/account/globex/payer/other/"))

    for _ in range(2):
        alice.at(None).post(f"/account/globex/payer/{payer.pk}/")

    assert told("globex").payer == told("acme").payer == payer
    assert verbs("subscription.").count("payer_set") == 2


def test_a_payer_who_pays_for_nothing_any_more_is_dropped(alice, payer):
    alice.at(None).post("/account/acme/payer/other/?kind=person", make.PERSON)

    with public_room():
        assert [left.name for left in Payer.objects.all()] == ["Әлия Қасымова"]
    assert verbs("payer.") == ["made", "made", "dropped"]


def test_an_owner_chooses_a_plan_at_the_price_of_today(alice, subscription):
    with public_room():
        house = make.plan(code="house", name_en="Trading house", priced=False)
        make.price(house, amount=49, trial_days=0)
    page = text_of(alice.at(None).get("/account/acme/plans/"))
    assert "Trading house 49.00" in page.replace("  ", " ")

    for _ in range(2):
        response = alice.at(None).post("/account/acme/plans/house/")

    assert response["Location"] == "/account/"
    chosen = told()
    assert (chosen.plan.code, chosen.price.amount) == ("house", 49)
    assert chosen.trial_until == subscription.trial_until
    assert verbs("subscription.") == ["begun", "plan_chosen"]


def test_a_plan_that_is_not_offered_or_has_no_price_is_refused(alice, subscription):
    with public_room():
        make.plan(code="retired", name_en="Old one").retire(by=make.KONTOR)
        make.plan(code="unpriced", name_en="New one", priced=False)

    page = text_of(alice.at(None).get("/account/acme/plans/"))
    assert "Old one" not in page
    assert "New one" not in page
    for code, sentence in (
        ("retired", "This plan is not offered any more."),
        ("unpriced", "This plan has no price yet."),
    ):
        response = alice.at(None).post(f"/account/acme/plans/{code}/", follow=True)
        assert sentence in text_of(response)
    assert alice.at(None).post("/account/acme/plans/none/").status_code == 404
    assert told().plan == subscription.plan


def test_who_has_a_plan_keeps_it_when_it_is_retired(alice, subscription, plan):
    with public_room():
        plan.change({"is_default": False}, by=make.KONTOR)
        plan.retire(by=make.KONTOR)

    assert "Plan Counter" in account_of(alice)
    assert "Counter Your plan" in text_of(alice.at(None).get("/account/acme/plans/"))


def test_a_later_price_does_not_touch_the_one_that_was_agreed(alice, subscription, plan):
    with public_room():
        make.price(plan, amount=25, valid_from=today() + timedelta(days=1))

    alice.at(None).post(f"/account/acme/plans/{plan.code}/")

    assert told().price.amount == 19


def test_cancelling_is_confirmed_and_taken_back(alice, payer):
    asked = text_of(alice.at(None).get("/account/acme/cancel/"))
    assert "Cancel the subscription of Acme Bakery?" in asked
    assert not told().is_cancelled

    for _ in range(2):
        alice.at(None).post("/account/acme/cancel/")
    assert told().state == "cancelled"
    assert "Acme Bakery cancelled" in account_of(alice)
    with public_room():
        assert Cancellation.objects.get().user == alice.user

    for _ in range(2):
        alice.at(None).post("/account/acme/resume/")
    assert told().state == "trial"
    assert verbs("subscription.") == ["begun", "payer_set", "cancelled", "resumed"]


def test_the_page_takes_as_many_queries_for_one_workspace_as_for_two(
    alice, payer, globex, plan, django_assert_num_queries
):
    browser = alice.at(None)
    for slugs in (["acme"], ["acme", "globex"]):
        if "globex" in slugs:
            with public_room():
                make.subscription(globex, plan).pay_by(make.payer(by=alice), by=make.KONTOR)
                Membership.objects.create(tenant=globex, user=alice.user, role="owner")
        with django_assert_num_queries(3):
            page = browser.get("/account/").content.decode()
        assert page.count('class="panel"') == len(slugs)


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_where_a_factor_is_demanded_who_holds_none_is_led_to_one(alice, acme, payer, method, path):
    with public_room():
        FactorDemand.objects.create(tenant=acme, **Actor(user=alice.user).fields)
    address = "/account/acme/" + path.format(plan=told().plan.code, payer=payer.pk)

    answer = getattr(alice.at(None), method)(address)

    back = address if method == "get" else "/workspaces/acme/"
    assert answer["Location"] == f"/go/acme/second-factor/?next={quote(back, safe='')}"
    assert not told().is_cancelled
