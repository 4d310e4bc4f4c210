"""Every Set-Cookie of a person's whole way through Kontor: three names, and nothing to read in them."""

from __future__ import annotations

import base64
import json
import zlib
from datetime import timedelta

import pytest
import time_machine
from django.core import mail, signing
from django.utils import timezone

from tenants.rooms import public_room
from tests import world
from tests.attacks.cookies import NAMES, faults_of
from tests.jobs_run import run_jobs
from tests.users.browser import PUBLIC, Browser, sign_in
from tests.users.confirming import last_code
from tests.users.factors import add_app, signed_in
from tests.users.signing_up import EMAIL, PERSON, PHONE, signed_up

pytestmark = pytest.mark.django_db


def new_person(alice, acme):
    browser = signed_up()
    run_jobs("default", "build")
    browser.open(f"{PUBLIC}/sign-up/ready/")
    return browser


def second_step(alice, acme):
    _, codes = add_app(signed_in(alice.email))
    browser = signed_in(alice.email)
    browser.send(code="000000")
    browser.send(code=codes[0])
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        browser.open(f"{PUBLIC}/security/passkeys/add/")
        browser.send(code=codes[1], next="/security/passkeys/add/")
    return browser


def by_code(alice, acme):
    browser = Browser()
    browser.open(f"{PUBLIC}/sign-in/code/")
    browser.send(email=alice.email)
    run_jobs()
    [code] = [word for word in mail.outbox[-1].body.split() if word.isdecimal() and len(word) == 6]
    browser.send(code=code)
    return browser


def into_a_workspace(alice, acme):
    browser = Browser()
    sign_in(browser, f"{acme.url}/people/", alice.email)
    browser.send("/language/", language="kk", next="/people/")
    browser.open(f"{acme.url}/tokens/new/")
    browser.send(name="Shop", verb="read", areas="sales", days="30", addresses="")
    browser.send(code=last_code())
    assert "kon_" in browser.page.content.decode()
    browser.send("/sign-out/")
    return browser


def own_data(alice, acme):
    browser = signed_in(alice.email)
    browser.open(f"{PUBLIC}/your-data/")
    browser.send(do="export")
    browser.send(code=last_code())
    return browser


def forgotten(alice, acme):
    browser = Browser()
    browser.open(f"{PUBLIC}/password/forgotten/")
    browser.send(email=alice.email)
    run_jobs()
    [link] = [word for word in mail.outbox[-1].body.split() if word.startswith("https://")]
    browser.open(link)
    browser.send(send="sms")
    new = "quite another passphrase"
    browser.send(password1=new, password2=new, proof=last_code())
    return browser


def wrong_and_out(alice, acme):
    browser = Browser()
    browser.open(f"{PUBLIC}/sign-in/")
    browser.send(login=alice.email, password="wrong")
    browser.send(login=alice.email, password=world.PASSWORD)
    browser.open(f"{PUBLIC}/devices/")
    browser.send(end="all")
    browser.hosts[world.HOST].cookies["__Host-sid"] = "of-old-times"
    browser.open(f"{PUBLIC}/devices/")
    return browser


WALKS = [new_person, second_step, by_code, into_a_workspace, own_data, forgotten, wrong_and_out]


@pytest.mark.parametrize("walk", WALKS)
def test_no_cookie_is_wide_open_or_tells_anything(walk, alice, acme):
    browser = walk(alice, acme)

    assert browser.cookies_set
    with public_room():
        secrets = [str(alice.user.pk), alice.user.pk.hex, str(acme.pk), acme.pk.hex]
        secrets += [acme.schema_name, str(alice.membership.pk)]
    known = [*secrets, alice.email, "Alice", EMAIL, PHONE, PERSON["name"], "sign_up", "_auth"]
    found = [fault for _, text in browser.cookies_set for fault in faults_of(text, known)]
    assert found == []


def test_over_the_ways_all_three_cookies_are_seen(alice, acme):
    seen = into_a_workspace(alice, acme).cookies_set

    assert {text.split("=")[0] for _, text in seen} == NAMES


GOOD = "__Host-sid={}; HttpOnly; Path=/; SameSite=Lax; Secure"
TOLD = {"user": "alice@acme.example"}


@pytest.mark.parametrize(
    "header",
    [
        GOOD.format("A" * 43).replace("; Secure", ""),
        GOOD.format("A" * 43).replace("; HttpOnly", ""),
        GOOD.format("A" * 43).replace("Lax", "None"),
        GOOD.format("A" * 43).replace("Path=/;", "Path=/people/;"),
        GOOD.format("A" * 43) + "; Domain=kontor.localhost",
        GOOD.format("A" * 43).replace("__Host-sid", "messages"),
        GOOD.format("alice@acme.example"),
        GOOD.format(base64.urlsafe_b64encode(json.dumps(TOLD).encode()).decode()),
        GOOD.format(signing.dumps(TOLD)),
        GOOD.format(signing.dumps(TOLD, compress=True)),
        GOOD.format(base64.urlsafe_b64encode(zlib.compress(json.dumps(TOLD).encode())).decode()),
        GOOD.format(json.dumps(TOLD).encode().hex()),
        GOOD.format(base64.urlsafe_b64encode(b"somebody whom we do not know of").decode()),
    ],
)
def test_a_bad_cookie_would_be_seen(header):
    assert faults_of(header, [TOLD["user"]])


def test_a_good_one_passes():
    assert faults_of(GOOD.format("A" * 43), [TOLD["user"]]) == []
