"""Session fixation and tickets: what the attacker knew before somebody signs in opens nothing after."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tenants.models import Membership
from tenants.rooms import public_room
from tests import world
from tests.users.browser import PUBLIC, Browser
from tests.users.factors import add_app, code_of, prove, signed_in
from tests.users.program import Program, business, person_of
from tests.users.signing_up import EMAIL, mailed, texted
from users.models import Session

pytestmark = pytest.mark.django_db


def plant(browser, host, secret):
    browser._at(host).cookies["__Host-sid"] = secret


def opens(host_tenant, secret) -> bool:
    """Whether this cookie is somebody's sign-in there."""
    thief = world.stranger_at(host_tenant)
    thief.cookies["__Host-sid"] = secret
    path = "/nothing/" if host_tenant else "/devices/"
    return thief.get(path).status_code != 302


def sid(browser, host=world.HOST):
    return browser.cookie(host)


@pytest.mark.parametrize(
    "planted", ["attacker-knows-this-one", "a" * 40, "x" * 4000, "' OR 1=1 --"]
)
def test_a_secret_that_the_attacker_made_up_is_never_taken(planted, alice):
    browser = Browser()
    plant(browser, world.HOST, planted)
    browser.open(f"{PUBLIC}/sign-in/")
    browser.send(login=alice.email, password=world.PASSWORD)

    assert opens(None, sid(browser))
    assert sid(browser) != planted
    assert not opens(None, planted)


def test_a_session_that_the_attacker_was_given_is_worth_nothing_after_the_sign_in(alice):
    """A real one of ours: of a sign-in by code that waits."""
    attacker = Browser()
    attacker.open(f"{PUBLIC}/sign-in/code/")
    attacker.send(email="attacker@evil.example")
    known = sid(attacker)

    victim = Browser()
    plant(victim, world.HOST, known)
    victim.open(f"{PUBLIC}/sign-in/")
    victim.send(login=alice.email, password=world.PASSWORD)

    assert opens(None, sid(victim))
    assert not opens(None, known)


@pytest.mark.parametrize("way", ["sign-in", "sign-up"])
def test_nor_is_it_after_a_program_has_signed_in_or_up_with_it(way, alice, settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"
    attacker = Program()
    attacker.post("session/codes/", email="attacker@evil.example")
    known, victim = attacker.sid, Program()
    victim.client.cookies["__Host-sid"] = known
    if way == "sign-in":
        victim.post("session/", email=alice.email, password=world.PASSWORD)
    else:
        victim.post("sign-up/", email=EMAIL)
        victim.post("sign-up/code/", code=mailed())
        victim.put("sign-up/person/", **person_of())
        victim.post("sign-up/phone-code/", code=texted())
        victim.put("sign-up/business/", **business())

    assert victim.state == "signed_in"
    assert victim.sid != known
    assert attacker.state == "nobody"
    assert not opens(None, known)


def test_the_session_of_a_workspace_is_new_when_a_program_enters(acme, alice):
    program, inside = Program(), Program(acme)
    program.post("session/", email=alice.email, password=world.PASSWORD)
    state = inside.post("session/").json()["state"]
    known = inside.sid
    ticket = program.post("tickets/", workspace="acme", state=state).json()["ticket"]
    inside.put("session/", ticket=ticket)

    assert opens(acme, inside.sid)
    assert not opens(acme, known)


def test_the_attackers_own_sign_in_does_not_become_the_victims(alice, charlie):
    attacker = signed_in(charlie.email)
    known = sid(attacker)

    victim = Browser()
    plant(victim, world.HOST, known)
    victim.open(f"{PUBLIC}/sign-in/")
    client = victim.hosts[world.HOST]
    client.handler.enforce_csrf_checks = False
    client.post("/sign-in/", {"login": alice.email, "password": world.PASSWORD})

    with public_room():
        assert not Session.objects.filter(user=alice.user).exists()
    page = attacker.step(f"{PUBLIC}/security/").content.decode()
    assert alice.email not in page


def test_each_step_of_a_sign_in_changes_what_the_cookie_holds_at_its_end(alice):
    secret, codes = add_app(signed_in(alice.email))
    half = signed_in(alice.email)
    at_second_step = sid(half)
    assert not opens(None, at_second_step)

    half.send(code=codes[0])

    assert opens(None, sid(half))
    assert sid(half) != at_second_step
    assert not opens(None, at_second_step)
    assert secret


def test_proving_again_renews_the_key(alice):
    browser = signed_in(alice.email)
    before = sid(browser)

    prove(browser, "/security/app/", password=world.PASSWORD)

    assert sid(browser) != before
    assert not opens(None, before)
    assert opens(None, sid(browser))


def test_proving_again_by_a_factor_renews_the_key_too(alice):
    browser = signed_in(alice.email)
    secret, _ = add_app(browser)
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        before = sid(browser)
        browser.open(f"{PUBLIC}/security/recovery-codes/")
        assert browser.path == "/sign-in/again/"
        browser.send(code=code_of(secret), next="/security/recovery-codes/")

        assert browser.path == "/security/recovery-codes/"
        assert not opens(None, before)


def test_a_new_password_renews_the_key(alice):
    browser = signed_in(alice.email)
    before = sid(browser)
    browser.open(f"{PUBLIC}/password/")
    new = "quite another passphrase"
    browser.send(oldpassword=world.PASSWORD, password1=new, password2=new)

    assert opens(None, sid(browser))
    assert not opens(None, before)


def test_the_session_of_the_workspace_is_new_when_somebody_enters(acme, alice):
    browser = Browser()
    browser.open(f"{acme.url}/nothing/")
    known = sid(browser, acme.host)
    browser.send(login=alice.email, password=world.PASSWORD, next=f"/go/acme/?{_query(browser)}")

    assert opens(acme, sid(browser, acme.host))
    assert not opens(acme, known)


def _query(browser):
    from urllib.parse import parse_qs, urlsplit

    [there] = parse_qs(urlsplit(browser.url).query)["next"]
    return urlsplit(there).query


# --- tickets ------------------------------------------------------------------------------------


@pytest.fixture
def ticket(acme, alice):
    """A browser of Alice's, and the address with the ticket that she has not used."""
    browser = signed_in(alice.email)
    browser.step(f"{acme.url}/sign-in/?path=/nothing/")
    return browser, browser.step(browser.page["Location"])["Location"]


def is_in(browser, tenant):
    return browser.step(f"{tenant.url}/nothing/").status_code == 404


def test_a_ticket_enters_once(ticket, acme):
    browser, url = ticket
    browser.step(url)
    assert is_in(browser, acme)

    browser.hosts[acme.host].cookies.clear()
    browser.step(url)
    assert not is_in(browser, acme)


def test_a_ticket_that_leaked_enters_no_other_browser(ticket, acme):
    _, url = ticket
    thief = Browser()
    thief.step(f"{acme.url}/sign-in/?path=/nothing/")  # a nonce of its own

    thief.step(url)

    assert not is_in(thief, acme)


def test_the_attackers_ticket_signs_nobody_in_as_the_attacker(acme, alice, bob):
    attacker = signed_in(bob.email)
    attacker.step(f"{acme.url}/sign-in/")
    url = attacker.step(attacker.page["Location"])["Location"]
    victim = Browser()
    victim.step(f"{acme.url}/sign-in/")

    victim.step(url)

    assert not is_in(victim, acme)


def test_a_ticket_of_one_workspace_does_not_enter_another(ticket, acme, globex, alice):
    """Not even where the person has a key, and by the same browser."""
    with public_room():
        Membership.objects.create(tenant=globex, user=alice.user, role="viewer")
    browser, url = ticket
    browser.step(f"{globex.url}/sign-in/?path=/nothing/")

    browser.step(url.replace(acme.host, globex.host))

    assert not is_in(browser, globex)


def test_a_ticket_is_void_after_its_sign_in_has_ended(ticket, acme):
    browser, url = ticket
    page = browser.open(f"{PUBLIC}/devices/").content.decode()
    [this] = re.findall(r'name="end" value="([0-9a-f]{40})"', page)
    browser.send(end=this)

    browser.step(url)

    assert not is_in(browser, acme)


def test_a_ticket_is_void_after_its_person_has_lost_the_key(acme, bob):
    browser = signed_in(bob.email)
    browser.step(f"{acme.url}/sign-in/")
    url = browser.step(browser.page["Location"])["Location"]
    assert "ticket=" in url
    with public_room():
        bob.membership.delete()

    browser.step(url)

    assert browser.step(f"{acme.url}/").status_code == 302
