"""Whoever has not accepted the policy that holds now is asked to, and is not kept from leaving."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tenants.models import PublicEntry
from tenants.rooms import public_room
from tests import world
from tests.users.browser import PUBLIC, Browser, hidden, sign_in
from users.models import Policy, PolicyAcceptance

pytestmark = pytest.mark.django_db
LACKING = "You have not accepted the present version of the policy."


@pytest.fixture
def behind(alice):
    """Alice has accepted an older version only."""
    with public_room():
        older = Policy.objects.create(
            number=0, effective_at=timezone.now() - timedelta(days=900), digests={}
        )
        PolicyAcceptance.objects.filter(user=alice.user).update(policy=older)


def accepted_by(person):
    with public_room():
        rows = PolicyAcceptance.objects.filter(user=person.user).order_by("policy")
        return list(rows.values_list("policy", flat=True))


def lines():
    with public_room():
        found = PublicEntry.objects.filter(verb="policy.accepted")
        return list(found.values_list("subject", flat=True))


def test_the_next_sign_in_asks_and_leads_on_to_where_one_was_going(alice, acme, behind):
    browser = Browser()
    page = sign_in(browser, f"{acme.url}/people/", alice.email).content.decode()
    assert browser.path == "/policy/"
    assert "you accepted version 0." in page

    browser.send(f"{PUBLIC}/policy/", number="1", **hidden(browser.page))

    assert browser.url == f"{acme.url}/people/"
    assert (accepted_by(alice), lines()) == ([0, 1], ["1"])
    again = Browser()
    sign_in(again, f"{acme.url}/people/", alice.email)
    assert again.url == f"{acme.url}/people/"


def test_who_does_not_accept_now_goes_on_and_can_leave(alice, acme, behind):
    browser = Browser()
    sign_in(browser, f"{acme.url}/people/", alice.email)
    onward = hidden(browser.page)["next"]
    assert f'href="{onward.replace("&", "&amp;")}">Not now</a>' in browser.page.content.decode()

    browser.open(f"{PUBLIC}{onward}")

    assert browser.url == f"{acme.url}/people/"
    assert LACKING in browser.open(f"{PUBLIC}/your-data/").content.decode()
    assert browser.open(f"{PUBLIC}/workspaces/acme/close/").status_code == 200
    assert accepted_by(alice) == [0]


def test_accepting_twice_is_once_and_another_version_is_not_accepted(alice, behind):
    here = alice.at(None)
    assert "another one" not in here.get("/policy/").content.decode()
    for number in ("0", "2", "", "x", "-1"):
        answer = here.post("/policy/", {"number": number})
        assert answer["Location"] == "/policy/"
    assert accepted_by(alice) == [0]

    answers = [here.post("/policy/", {"number": "1", "next": "/your-data/"}) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == ["/your-data/"] * 2
    assert (accepted_by(alice), lines()) == ([0, 1], ["1"])
    assert LACKING not in here.get("/your-data/").content.decode()


def test_only_somebody_accepts_and_no_other_host_follows(alice, behind):
    stranger = world.stranger_at(None)
    assert "I accept" not in stranger.get("/policy/").content.decode()
    assert stranger.post("/policy/", {"number": "1"})["Location"].startswith("/sign-in/")

    away = alice.at(None).post("/policy/", {"number": "1", "next": "https://evil.example/"})

    assert away["Location"] == "/"


def test_the_question_costs_one_query(alice, django_assert_num_queries):
    user = alice.user
    with public_room(), django_assert_num_queries(1):
        assert not PolicyAcceptance.objects.is_missing_from(user)
