"""Passkeys: answers to our own question, on our own page, of their own person, once."""

from __future__ import annotations

import html
import json
import re

import pytest
import time_machine
from django.utils import timezone
from fido2.utils import websafe_decode, websafe_encode

from tenants.models import PublicEntry
from tenants.rooms import public_room
from tests.users.browser import PUBLIC, Browser
from tests.users.factors import is_in, signed_in, text_of
from tests.users.passkey import Passkey
from users.factors.passkeys import SECONDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(alice):
    with public_room():
        return Passkey().given_to(alice.user)


def challenge_on(browser):
    [told] = re.findall(r'data-options="([^"]+)"', browser.page.content.decode())
    return websafe_decode(json.loads(html.unescape(told))["publicKey"]["challenge"])


def answer(key, person, challenge, *, origin=PUBLIC, **how):
    signed = key.sign(challenge, origin, **how)
    signed["response"]["userHandle"] = websafe_encode(person.user.pk.bytes)
    return json.dumps(signed)


def at_the_passkeys_page():
    browser = Browser()
    browser.open(f"{PUBLIC}/sign-in/passkey/")
    return browser


def test_a_passkey_lets_its_person_in_without_an_address_and_without_a_second_step(key, alice):
    browser = at_the_passkeys_page()

    browser.send(credential=answer(key, alice, challenge_on(browser)))

    assert is_in(browser)
    with public_room():
        [line] = PublicEntry.objects.filter(verb="user.signed_in")
    assert line.subject == f"{alice.user.pk} webauthn"


def test_an_answer_is_good_once(key, alice):
    browser = at_the_passkeys_page()
    given = answer(key, alice, challenge_on(browser))
    browser.send(credential=given)
    other = at_the_passkeys_page()

    page = other.send(credential=given)

    assert "This passkey does not belong here" in text_of(page)
    assert not is_in(other)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://acme.kontor.localhost:8443"},
        {"origin": "https://evil.example"},
        {"verified": False},
    ],
)
def test_of_another_page_or_without_a_finger_it_is_refused(key, alice, wrong):
    browser = at_the_passkeys_page()

    browser.send(credential=answer(key, alice, challenge_on(browser), **wrong))

    assert not is_in(browser)


def test_of_another_person_it_is_refused(key, alice, bob):
    browser = at_the_passkeys_page()

    browser.send(credential=answer(key, bob, challenge_on(browser)))

    assert not is_in(browser)


@pytest.mark.parametrize("nonsense", ["", "{}", "[]", "null", "7", '{"id": "x"}', "x" * 30_000])
def test_nonsense_is_refused(key, nonsense):
    browser = at_the_passkeys_page()

    page = browser.send(credential=nonsense)

    assert page.status_code == 200
    assert not is_in(browser)


def test_a_page_that_was_open_for_too_long_is_refused(key, alice):
    browser = at_the_passkeys_page()
    given = answer(key, alice, challenge_on(browser))

    with time_machine.travel(timezone.now().timestamp() + SECONDS + 2):
        browser.send(credential=given)

    assert not is_in(browser)


def test_it_is_a_second_step_after_the_password(key, alice):
    browser = signed_in(alice.email)
    assert browser.path == "/sign-in/second-step/"
    assert "recovery code" not in text_of(browser.page)

    browser.send(credential=answer(key, alice, challenge_on(browser)))

    assert is_in(browser)


def test_it_lets_its_person_in_while_guessing_is_locked(key, alice):
    for _ in range(11):
        page = signed_in("alice@acme.example")
        page.open(f"{PUBLIC}/sign-in/")
        page.send(login=alice.email, password="a wrong passphrase")
    browser = at_the_passkeys_page()

    browser.send(credential=answer(key, alice, challenge_on(browser)))

    assert is_in(browser)


def test_it_is_renamed_by_its_own_person(key, alice):
    browser = at_the_passkeys_page()
    browser.send(credential=answer(key, alice, challenge_on(browser)))
    with public_room():
        pk = alice.user.authenticator_set.get().pk
    browser.open(f"{PUBLIC}/security/passkeys/{pk}/")
    assert browser.path == "/sign-in/again/"
    browser.send(
        credential=answer(key, alice, challenge_on(browser)), next=f"/security/passkeys/{pk}/"
    )

    browser.send(name="Telefons <b>")

    assert "Telefons &lt;b&gt;" in browser.page.content.decode()
