"""A code by mail lets somebody in, and tells nobody whether an address is known."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenants.models import PublicEntry
from tenants.rooms import public_room
from tests import world
from tests.jobs_run import run_jobs
from tests.users.browser import PUBLIC, Browser, hidden
from tests.users.factors import add_app, is_in, signed_in, text_of
from users.models import Code

pytestmark = pytest.mark.django_db

NOBODY = "nobody@acme.example"


def asked_for(email, **fields):
    browser = Browser()
    browser.open(f"{PUBLIC}/sign-in/code/")
    browser.send(email=email, **fields)
    return browser


def digits_in(letter):
    return re.search(r"\b\d{6}\b", letter.body).group()


def sent():
    run_jobs()
    return digits_in(mail.outbox[-1])


def without_tokens(page):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode())


def test_a_code_from_the_mail_lets_its_owner_in(alice):
    browser = asked_for(f" {alice.email.upper()} ")

    browser.send(code=sent())

    assert is_in(browser)
    assert [letter.to for letter in mail.outbox] == [[alice.email]]
    with public_room():
        [line] = PublicEntry.objects.filter(verb="user.signed_in")
    assert line.subject == f"{alice.user.pk} code"


def test_it_leads_on_to_where_somebody_wanted_to_go(acme, alice):
    browser = Browser()
    browser.open(f"{acme.url}/nothing/")
    onward = hidden(browser.page)["next"]
    browser.open(f"{PUBLIC}/sign-in/code/")
    browser.send(email=alice.email, next=onward)

    browser.send(code=sent())

    assert browser.url == f"{acme.url}/nothing/"


def test_the_code_works_in_the_browser_that_asked_and_once(alice):
    browser, other = asked_for(alice.email), asked_for("bob@acme.example")
    run_jobs()
    alices = next(digits_in(letter) for letter in mail.outbox if letter.to == [alice.email])

    other.send(code=alices)
    assert not is_in(other)
    browser.send(code=alices)
    assert is_in(browser)


def test_a_code_is_good_for_ten_minutes(alice):
    browser = asked_for(alice.email)
    code = sent()

    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1)):
        browser.send(code=code)

    assert not is_in(browser)


def test_a_wrong_one_says_how_often_the_same_code_still_works(alice):
    for email in (alice.email, NOBODY):
        browser = asked_for(email)
        said = [text_of(browser.send(code="000000")) for _ in range(3)]

        assert "2 tries are left." in said[0]
        assert "1 try is left." in said[1]
        assert "Ask for another one." in said[2]
        assert not any("Ask for another one." in each for each in said[:2])


def test_whoever_holds_a_factor_is_asked_for_it_after_the_code(alice):
    _, codes = add_app(signed_in(alice.email))
    browser = asked_for(alice.email)

    browser.send(code=sent())

    assert browser.path == "/sign-in/second-step/"
    assert not is_in(browser)
    assert "I have none of these" not in text_of(browser.page)
    browser.send(code=codes[0])
    assert is_in(browser)


def test_a_known_and_an_unknown_address_get_the_same_answers(alice):
    told = []
    for email in (alice.email, NOBODY):
        browser = asked_for(email)
        pages = [without_tokens(browser.page), without_tokens(browser.send(code="000000"))]
        told.append([page.replace(email, "") for page in pages] + [browser.page.status_code])
    run_jobs()

    assert told[0] == told[1]
    assert [letter.to for letter in mail.outbox] == [[alice.email]]


def test_a_known_and_an_unknown_address_cost_the_same_statements(alice):
    def statements(email):
        browser = Browser()
        browser.open(f"{PUBLIC}/sign-in/code/")
        with CaptureQueriesContext(connection) as asking:
            browser.send(email=email)
        with CaptureQueriesContext(connection) as typing:
            browser.send(code="000000")
        both = [*asking, *typing]
        return [re.sub(r"'[^']*'|\b[0-9a-f-]{20,}\b|\d+", "?", each["sql"])[:60] for each in both]

    assert statements(alice.email) == statements(NOBODY)


def test_after_too_many_codes_known_and_unknown_addresses_get_the_same_answer(alice):
    told = []
    for email in (alice.email, NOBODY):
        for _ in range(5):
            assert asked_for(email).page.status_code == 200
        page = asked_for(email).page
        told.append((page.status_code, without_tokens(page)))

    assert told[0] == told[1]
    assert told[0][0] == 429


def test_an_unknown_address_has_a_code_that_nothing_fits(db):
    browser = asked_for(NOBODY)
    run_jobs()

    browser.send(code="")
    with public_room():
        assert Code.objects.get(to=NOBODY).digest == ""
    assert not is_in(browser)


def test_the_flow_stands_sealed_in_the_session(alice, text_of_public_room):
    browser = asked_for(alice.email)
    code = sent()

    kept = text_of_public_room()

    assert code not in kept
    assert "sign_in_code" not in kept
    assert browser.cookie(world.HOST) not in kept
