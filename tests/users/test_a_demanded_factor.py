"""A workspace demands a second factor: who holds none stands before it, until one is added."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenants.actor import Actor
from tenants.models import Claim, FactorDemand, Membership, PublicEntry
from tenants.rooms import public_room
from tests import world
from tests.users.browser import PUBLIC, Browser, sign_in
from tests.users.by_api import ByApi, by_api, challenge_of
from tests.users.confirming import confirmed, last_code
from tests.users.factors import add_app, code_of, is_in, signed_in, text_of
from tests.users.passkey import Passkey
from users.factors import recovery_codes, totp
from users.factors.held import CONFIRMS_FROM
from users.models import Phone

pytestmark = pytest.mark.django_db

API = "/api/v1/second-factor-demand/"
NOTHING = {"is_demanded": False, "since": None}


def hold_an_app(person, *, is_of_today=False):
    """Who opens a browser from now on came by it. Answers with its secret."""
    secret = totp.new_secret()
    person.by, person.browsers = "totp", {}
    with public_room():
        row = totp.add(person.user, secret, 0)
        if is_of_today:
            row.data[CONFIRMS_FROM] = time.time() + 3600
            row.save()
    return secret


def let_the_phone_say_yes(browser):
    """From the page that says when what was added will do."""
    [there] = re.findall(r'href="(/security/[^"]*trust/)"', browser.page.content.decode())
    browser.open(f"{PUBLIC}{there}")
    browser.send()
    browser.send(code=last_code())


@pytest.fixture
def demand(alice, acme):
    """Alice has an app, and asks everybody of Acme for a second factor."""
    hold_an_app(alice)
    on_a_page(alice.at(None), "/workspaces/acme/second-factor/")
    with public_room():
        return FactorDemand.objects.get()


def on_a_page(browser, path):
    """Asked for, and confirmed with the code of the SMS."""
    asked = browser.post(path)
    browser.post(asked["Location"], {"send": "1"})
    return confirmed(browser, asked)


def by_a_program(client, asked):
    """The same, where nobody sees a page."""
    client.post(f"/api/v1/confirmations/{asked.json()['confirmation']['id']}/codes/")
    return confirmed(client, asked)


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


def test_nobody_is_shut_out_before_it_is_confirmed(alice, bob, acme):
    """A stolen session, or a program, would keep the other owners out for a day."""
    hold_an_app(alice)
    browser, colleague = alice.at(None), bob.at(acme)
    asked = browser.post("/workspaces/acme/second-factor/")
    waits = alice.api_at(acme).put(API)
    told = waits.json()["confirmation"]

    assert asked["Location"].startswith("/confirm/")
    assert f"into {acme.name} only" in text_of(browser.get(asked["Location"]))
    assert (waits.status_code, told["state"]) == (202, "pending")
    assert f"into {acme.name} only" in told["says"]
    assert colleague.get("/people/").status_code == 200
    with public_room():
        assert not FactorDemand.objects.exists()


def test_who_lost_the_factor_meanwhile_locks_nobody_out(alice, acme):
    hold_an_app(alice)
    program = alice.api_at(acme)
    asked = program.put(API)
    with public_room():
        alice.user.authenticator_set.all().delete()

    assert by_a_program(program, asked).json()["code"] == "second_factor_first"
    with public_room():
        assert not FactorDemand.objects.exists()


def test_to_stop_is_confirmed(alice, acme, demand):
    browser = alice.at(None)
    asked = browser.post("/workspaces/acme/second-factor/removal/")
    with public_room():
        assert FactorDemand.objects.exists()

    browser.post(asked["Location"], {"send": "1"})
    page = confirmed(browser, asked)

    assert page["Location"] == "/workspaces/acme/"
    assert lines("second_factor.freed") == [(alice.user, acme)]
    with public_room():
        assert not FactorDemand.objects.exists()


def test_a_program_demands_it_and_stops_that_once_a_person_has_confirmed(alice, acme):
    hold_an_app(alice)
    program = alice.api_at(acme)
    assert program.get(API).json() == NOTHING

    assert by_a_program(program, program.put(API)).json()["result"] == {"is_demanded": True}
    told = program.get(API).json()
    assert told["is_demanded"] is True
    assert program.put(API).json() == told
    assert len(lines("second_factor.demanded")) == 1

    asked = program.delete(API)
    assert program.get(API).json() == told
    assert by_a_program(program, asked).status_code == 200
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
    bob.by, bob.browsers = "webauthn", {}

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
    assert browser.path == "/go/acme/second-factor/"
    assert "What you added today opens it from" in text_of(browser.page)
    let_the_phone_say_yes(browser)
    browser.open(f"{PUBLIC}{onward.replace('&amp;', '&')}")
    assert browser.url == f"{acme.url}/people/"
    assert secret


def test_what_was_added_by_a_stolen_password_opens_nothing_for_a_day(bob, acme, demand):
    """Neither the app nor the codes on paper that came with it, on this sign-in or the next."""
    thief = signed_in(bob.email)
    secret, codes = add_app(thief)
    later = signed_in(bob.email)
    later.send(code=codes[0])
    wish = {"workspace": "acme", "state": "x"}

    for browser in (thief, later):
        answer = api_of(browser).post("tickets/", wish)
        assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_cools")

    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        again = signed_in(bob.email)
        again.send(code=code_of(secret))
        assert api_of(again).post("tickets/", wish).status_code == 201


def test_who_has_no_phone_goes_on_at_once(bob, acme, demand):
    """There is nothing that the password does not open by itself."""
    with public_room():
        Phone.objects.filter(user=bob.user).delete()
    browser = Browser()
    sign_in(browser, f"{acme.url}/people/", bob.email)
    add_app(browser)

    browser.open(f"{acme.url}/people/")

    assert browser.url == f"{acme.url}/people/"


def test_a_factor_of_today_does_not_stand_beside_one_that_is_older(bob, acme, demand):
    """Who came by it proves the older one."""
    hold_an_app(bob, is_of_today=True)
    with public_room():
        Passkey().given_to(bob.user)
    wish = {"workspace": "acme", "state": "x"}

    assert by_api(bob).post("tickets/", wish).json()["code"] == "prove_again"
    bob.by, bob.browsers = "webauthn", {}
    assert by_api(bob).post("tickets/", wish).status_code == 201


def test_nobody_demands_it_with_a_factor_of_today(alice, acme):
    hold_an_app(alice, is_of_today=True)

    assert alice.api_at(acme).put(API).json()["code"] == "second_factor_first"


def test_who_is_in_when_it_begins_comes_in_anew(alice, bob, acme):
    """So that no session stays that a factor of a minute ago would open."""
    page = bob.at(acme)
    hold_an_app(alice)
    program = alice.api_at(acme)
    by_a_program(program, program.put(API))

    assert page.get("/people/")["Location"].startswith("/sign-in/")


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


def api_of(browser):
    """The same session on the public host, by API."""
    client = browser.hosts[world.HOST]
    client.handler.enforce_csrf_checks = False
    return ByApi(client)


def test_who_came_before_the_factor_gets_no_ticket_after_it(bob, acme, demand):
    thief = api_of(signed_in(bob.email))
    wish = {"workspace": "acme", "state": "x"}
    assert thief.post("tickets/", wish).json()["code"] == "second_factor_wanted"

    add_app(signed_in(bob.email))

    assert thief.post("tickets/", wish).status_code == 401  # a first factor ends what was open


def test_a_sign_in_without_the_factor_proves_it_before_it_gets_a_ticket(bob, acme, demand):
    secret = hold_an_app(bob)
    bob.by = ""
    me, wish = by_api(bob), {"workspace": "acme", "state": "x"}
    page = bob.at(None).get("/go/acme/?state=x")
    asked = me.post("tickets/", wish)

    assert page["Location"] == "/sign-in/again/?next=%2Fgo%2Facme%2F%3Fstate%3Dx"
    assert (asked.status_code, asked.json()["code"]) == (409, "prove_again")
    me.prove(code=code_of(secret))
    assert me.post("tickets/", wish).status_code == 201


def test_a_first_factor_ends_the_other_sign_ins_and_keeps_its_own(bob, acme, globex):
    mine, other = Browser(), Browser()
    for browser in (mine, other):
        sign_in(browser, f"{acme.url}/people/", bob.email)

    page = add_app(mine) and mine.page

    assert "You are signed out everywhere else." in text_of(page)
    assert mine.step(f"{acme.url}/people/").status_code == 200
    assert other.step(f"{acme.url}/people/").status_code == 302
    assert not is_in(other)


def test_a_second_factor_ends_nothing(bob, acme):
    other, me, key = bob.at(acme), by_api(bob), Passkey()
    with public_room():
        key.given_to(bob.user)
    asked = me.post("me/proof/passkey/").json()["options"]
    me.prove(passkey=key.sign(challenge_of(asked), PUBLIC))

    secret = me.post("factors/app/").json()["secret"]
    assert me.put("factors/app/", {"code": code_of(secret)}).status_code == 201

    assert other.get("/people/").status_code == 200


def test_a_demand_keeps_out_whose_sign_in_proved_no_factor(alice, bob, acme):
    """Bob holds one, and this session of his, which is open, came without it."""
    browser = Browser()
    sign_in(browser, f"{acme.url}/people/", bob.email)
    secret = hold_an_app(bob)
    hold_an_app(alice)
    with public_room():
        demand_by(alice, acme)

    browser.open(f"{acme.url}/people/")
    assert browser.path == "/sign-in/again/"
    onward = parse_qs(urlsplit(browser.url).query)["next"][0]
    browser.send(next=onward, code=code_of(secret))

    assert browser.url == f"{acme.url}/people/"
    assert browser.page.status_code == 200


OWNERS_PAGES = (
    ("get", ""),
    ("get", "close/"),
    ("post", "close/"),
    ("post", "reopen/"),
    ("get", "erase/"),
    ("get", "domains/"),
    ("post", "domains/"),
    ("post", "domains/primary/"),
    ("post", "second-factor/removal/"),
)


@pytest.fixture
def bob_owns(bob, acme):
    with public_room():
        Membership.objects.filter(user=bob.user, tenant=acme).update(role="owner")


@pytest.mark.parametrize(("method", "page"), OWNERS_PAGES)
def test_it_holds_for_the_owners_pages_on_the_public_host(bob, bob_owns, demand, method, page):
    path = f"/workspaces/acme/{page}"
    back = quote(path if method == "get" else "/workspaces/acme/", safe="")

    given = {"host": "evil.example"} if method == "post" else {}

    without = getattr(bob.at(None), method)(path, given)
    hold_an_app(bob)
    bob.by = ""
    unproven = getattr(bob.at(None), method)(path, given)

    assert without["Location"] == f"/go/acme/second-factor/?next={back}"
    assert unproven["Location"] == f"/sign-in/again/?next={back}"
    with public_room():
        assert not Claim.objects.exists()


def test_who_is_led_to_a_factor_from_an_owners_page_comes_back_to_it(bob, bob_owns, demand):
    browser = signed_in(bob.email)
    browser.open(f"{PUBLIC}/workspaces/acme/domains/")
    assert browser.path == "/go/acme/second-factor/"

    add_app(browser)

    assert 'href="/workspaces/acme/domains/"' in browser.page.content.decode()
    browser.open(f"{PUBLIC}/workspaces/acme/domains/")
    let_the_phone_say_yes(browser)
    assert browser.open(f"{PUBLIC}/workspaces/acme/domains/").status_code == 200
    assert browser.path == "/workspaces/acme/domains/"


def test_to_leave_stays_possible_without_a_factor(bob, acme, demand):
    assert bob.at(None).get("/workspaces/acme/leave/").status_code == 200
    assert by_api(bob).delete("workspaces/acme/key/").status_code == 204
