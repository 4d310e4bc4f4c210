"""A workspace demands a second factor: who holds none stands before it, until one is added."""

from __future__ import annotations

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.actor import Actor
from tenants.models import FactorDemand, PublicEntry
from tenants.rooms import public_room
from tests.users.browser import PUBLIC, Browser, sign_in
from tests.users.confirming import confirmed
from tests.users.factors import add_app, code_of, signed_in, text_of
from tests.users.passkey import Passkey
from users.factors import recovery_codes, totp
from users.factors.held import CONFIRMS_FROM

pytestmark = pytest.mark.django_db

API = "/api/v1/second-factor-demand/"
NOTHING = {"is_demanded": False, "since": None}


def hold_an_app(person):
    """Of today: so an SMS confirms. Answers with its secret."""
    secret = totp.new_secret()
    with public_room():
        row = totp.add(person.user, secret, 0)
        row.data[CONFIRMS_FROM] = time.time() + 3600
        row.save()
    return secret


@pytest.fixture
def demand(alice, acme):
    """Alice has an app, and asks everybody of Acme for a second factor."""
    hold_an_app(alice)
    assert alice.at(None).post("/workspaces/acme/second-factor/").status_code == 302
    with public_room():
        return FactorDemand.objects.get()


def lines(verb):
    with public_room():
        found = PublicEntry.objects.filter(verb=verb).select_related("user", "tenant")
        return [(line.user, line.tenant) for line in found]


def test_an_owner_demands_it_and_sees_since_when(alice, bob, acme, demand):
    again = alice.at(None).post("/workspaces/acme/second-factor/", follow=True)

    assert lines("second_factor.demanded") == [(alice.user, acme)]
    assert demand.user_id == alice.user.pk
    assert "Nobody comes in by a password alone" in text_of(again)
    assert f"by {alice.user}" in text_of(again)


def test_nobody_demands_what_they_do_not_hold(alice, acme):
    page = alice.at(None).post("/workspaces/acme/second-factor/", follow=True)

    assert "You would lock yourself out." in text_of(page)
    assert alice.api_at(acme).put(API).json()["code"] == "second_factor_first"
    with public_room():
        assert not FactorDemand.objects.exists()


def test_others_cannot(bob, charlie, acme):
    for person in (bob, charlie):
        assert person.at(None).post("/workspaces/acme/second-factor/").status_code == 404
        assert person.at(None).post("/workspaces/acme/second-factor/removal/").status_code == 404
    assert bob.at(acme).put(API).status_code == 403
    assert charlie.at(acme).put(API).status_code == 404
    with public_room():
        assert not FactorDemand.objects.exists()


def test_to_stop_is_confirmed(alice, acme, demand):
    browser = alice.at(None)
    asked = browser.post("/workspaces/acme/second-factor/removal/")
    with public_room():
        assert FactorDemand.objects.exists()

    page = confirmed(browser, asked)

    assert page["Location"] == "/workspaces/acme/"
    assert lines("second_factor.freed") == [(alice.user, acme)]
    with public_room():
        assert not FactorDemand.objects.exists()


def test_by_program(alice, acme):
    hold_an_app(alice)
    program = alice.api_at(acme)
    assert program.get(API).json() == NOTHING

    told = program.put(API).json()
    assert told["is_demanded"] is True
    assert program.put(API).json() == program.get(API).json() == told
    assert len(lines("second_factor.demanded")) == 1

    asked = program.delete(API)
    assert program.get(API).json() == told
    assert confirmed(program, asked).status_code == 200
    assert program.get(API).json() == NOTHING
    assert program.delete(API).status_code == 204


def test_a_session_that_is_open_is_kept_out_at_once(alice, bob, acme):
    hold_an_app(alice)
    page, api = bob.at(acme), bob.at(acme)
    assert page.get("/people/").status_code == 200
    with public_room():
        demand_by(alice, acme)

    there = page.get("/people/?page=2")
    refused = api.get("/api/v1/members/")

    assert there["Location"] == f"{PUBLIC}/go/acme/second-factor/?path=%2Fpeople%2F%3Fpage%3D2"
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_wanted")
    assert page.post("/people/invite/")["Location"].endswith("?path=%2F")
    assert alice.at(acme).get("/people/").status_code == 200


def demand_by(person, tenant):
    FactorDemand.objects.create(tenant=tenant, **Actor(user=person.user).fields)


def test_a_passkey_opens_and_codes_on_paper_alone_do_not(alice, bob, acme, demand):
    with public_room():
        recovery_codes.make(bob.user)
    assert bob.at(acme).get("/people/").status_code == 302
    with public_room():
        Passkey().given_to(bob.user)

    assert bob.at(acme).get("/people/").status_code == 200


def test_programs_are_not_meant(bob, acme, demand):
    assert bob.api_at(acme).get("/api/v1/members/").status_code == 200


def test_the_workspace_next_door_is_not_meant(charlie, globex, demand):
    assert charlie.at(globex).get("/people/").status_code == 200


def test_who_holds_none_is_told_why_adds_one_and_arrives(bob, acme, demand):
    browser = Browser()

    page = sign_in(browser, f"{acme.url}/people/", bob.email)

    assert browser.path == "/go/acme/second-factor/"
    assert "Acme" in text_of(page)
    assert not any("/enter/" in url for url in browser.passed)
    secret, codes = add_app(browser)
    assert len(codes) == 10
    [onward] = [
        part.split('"')[0]
        for part in browser.page.content.decode().split('href="')[1:]
        if part.startswith("/go/")
    ]
    browser.open(f"{PUBLIC}{onward.replace('&amp;', '&')}")
    assert browser.url == f"{acme.url}/people/"
    assert secret


def test_who_holds_one_by_now_goes_on_at_once(alice, acme):
    secret = hold_an_app(alice)
    with public_room():
        demand_by(alice, acme)
    browser = signed_in(alice.email)
    browser.send(code=code_of(secret))

    browser.open(f"{PUBLIC}/go/acme/second-factor/?path=/people/")

    assert browser.url == f"{acme.url}/people/"


def test_who_has_no_key_learns_nothing(charlie, demand):
    there = charlie.at(None).get("/go/acme/second-factor/")
    nowhere = charlie.at(None).get("/go/nowhere/second-factor/")

    assert (there.status_code, nowhere.status_code) == (404, 404)


def test_it_is_asked_in_the_query_that_is_there_anyway(alice, acme):
    hold_an_app(alice)
    browser = alice.at(acme)
    browser.get("/people/")
    with CaptureQueriesContext(connection) as before:
        browser.get("/people/")
    with public_room():
        demand_by(alice, acme)

    with CaptureQueriesContext(connection) as after:
        assert browser.get("/people/").status_code == 200

    assert len(after) == len(before)
