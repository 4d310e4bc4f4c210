"""While all hands hash, a try is sent away at the door: at once, like any other, and in few words."""

from __future__ import annotations

import re
from itertools import count

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import world
from tests.addresses import PUBLIC as PUBLIC_URLS
from tests.addresses import addresses
from tests.jobs_run import run_jobs
from tests.users.browser import PUBLIC, Browser
from tests.users.crowd import every_place_taken
from tests.users.factors import is_in
from tests.users.program import Program
from tests.users.signing_up import texted
from tests.users.test_passwords import ask_for_a_link, link_in
from users.crowd import HASHES
from users.errors import TooBusy
from users.passwords.turns import MOST, Turns

pytestmark = pytest.mark.django_db
SAFE = {"Strict-Transport-Security", "Content-Security-Policy", "X-Content-Type-Options"}
SAFE |= {"Referrer-Policy", "Cross-Origin-Opener-Policy", "X-Frame-Options"}
PAGES = sorted(path for _, path in HASHES if not path.startswith("/api/"))
OF_API = sorted((method, path) for method, path in HASHES if path.startswith("/api/"))


def at_the_door(**headers):
    """Somebody with the sign-in's page before them."""
    browser = Browser(**headers)
    browser.open(f"{PUBLIC}/sign-in/")
    return browser


def tries(browser, email, password=world.PASSWORD):
    return browser.send(login=email, password=password)


def test_who_is_sent_away_costs_no_query_and_no_cookie(alice):
    browser = at_the_door()
    seen = len(browser.cookies_set)

    with every_place_taken(), CaptureQueriesContext(connection) as queries:
        page = tries(browser, alice.email)

    assert (page.status_code, page["Retry-After"], page["Cache-Control"]) == (429, "5", "no-store")
    assert "Try again in a few seconds." in page.content.decode()
    assert len(queries) == 0
    assert browser.cookies_set[seen:] == []


@pytest.mark.parametrize("path", PAGES)
def test_the_page_at_the_door_is_as_safe_as_any_other(path, alice):
    browser = alice.at(None)
    usual = browser.get("/security/")

    with every_place_taken():
        page = browser.post(path)

    assert page.status_code == 429
    assert {name: page[name] for name in SAFE} == {name: usual[name] for name in SAFE}
    assert {each.strip() for each in page["Vary"].split(",")} >= {"Accept-Language", "Cookie"}


@pytest.mark.parametrize(("method", "path"), OF_API)
def test_a_program_gets_the_problem_that_it_knows(method, path, alice):
    program = alice.at(None)

    with every_place_taken():
        answer = program.generic(method, path, "{}", content_type="application/json")

    assert (answer.status_code, answer["Retry-After"]) == (429, "5")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "status": 429,
        "code": "too_busy",
        "detail": str(TooBusy.detail),
    }


def test_everybody_is_told_in_their_own_language():
    told = {}
    with every_place_taken():
        for language in ("lv", "ru", "en"):
            page = world.stranger_at(None).post("/sign-in/", headers={"accept-language": language})
            told[page["Content-Language"]] = page.content.decode()

    assert list(told) == ["lv", "ru", "en"]
    assert all(f'<html lang="{language}">' in page for language, page in told.items())
    assert len({page.partition("<h1>")[2] for page in told.values()}) == 3


def test_the_answer_does_not_depend_on_who_asks_and_for_whom(alice):
    known, unknown, stranger = at_the_door(), at_the_door(), world.stranger_at(None)

    with every_place_taken():
        answers = [
            tries(known, alice.email),
            tries(unknown, "nobody@acme.example"),
            tries(known, alice.email, "a wrong passphrase"),
            stranger.post("/sign-in/"),  # without the form's token
            alice.at(None).post("/sign-in/"),  # who is in already
        ]

    assert {answer.status_code for answer in answers} == {429}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


@pytest.mark.parametrize("each", sorted(HASHES), ids=" ".join)
def test_each_address_of_the_door_is_there(each):
    method, path = each

    assert [method in known.methods for known in addresses(PUBLIC_URLS) if known.path == path] == [
        True
    ]


def test_as_long_as_there_is_a_place_nobody_is_sent_away(alice):
    browser = at_the_door()

    with every_place_taken(but=1):
        tries(browser, alice.email)

    assert is_in(browser)


def test_a_place_is_free_again_whatever_became_of_the_try(alice):
    """With one that was not given back, the next try would be sent away."""
    elsewhere = (f"192.0.{each}.7" for each in count())
    raw = world.Browser(enforce_csrf_checks=True, headers={"host": f"{world.HOST}:8443"})
    browser = at_the_door()

    with every_place_taken(but=1):
        wrong = at(browser, next(elsewhere), "nobody@acme.example").status_code
        no_token = raw.post("/sign-in/", REMOTE_ADDR=next(elsewhere)).status_code
        page = at(browser, next(elsewhere), alice.email)

    assert (wrong, no_token) == (200, 403)
    assert page.status_code == 200
    assert is_in(browser)


def at(browser, address, email):
    """A try from this address of the network."""
    browser.hosts[world.HOST].defaults["REMOTE_ADDR"] = address
    return tries(browser, email)


def test_who_needs_no_hash_comes_in_as_ever(alice):
    with every_place_taken():
        browser = at_the_door()
        browser.open(f"{PUBLIC}/sign-in/code/")
        browser.send(email=alice.email)
        question = Program().post("session/passkey/options/")

    assert browser.path == "/sign-in/code/sent/"
    assert question.status_code == 200


def test_in_clear_nothing_changes(acme):
    """Neither here nor there: what comes without TLS is refused before anybody looks at places."""
    with every_place_taken():
        answer = Client(headers={"host": f"{world.HOST}:8080"}).post("/sign-in/")

    assert (answer.status_code, answer.json()["code"]) == (403, "https_required")


def test_a_form_that_is_too_large_is_refused_as_anywhere_else(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    browser = world.Browser(headers={"host": f"{world.HOST}:8443", "accept-language": "lv"})
    form = {"data": "login=" + "a" * 100, "content_type": "application/x-www-form-urlencoded"}

    usual, here = (browser.post(path, **form) for path in ("/sign-in/code/", "/sign-in/"))

    assert (here.status_code, here["Content-Language"]) == (400, "lv")
    assert without_numbers(here) == without_numbers(usual)


def without_numbers(answer):
    """Its headers, but what is new in each: the length, and the number of the policy."""
    return {
        name: re.sub(r"'nonce-[^']+'", "", told)
        for name, told in answer.headers.items()
        if name != "Content-Length"
    }


def test_a_body_that_is_too_large_is_refused_by_the_api(settings):
    program = Program()
    program.get("session/")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10

    answer = program.post("session/", email="a" * 100, password=world.PASSWORD)

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert answer["X-Frame-Options"] == "DENY"


def test_a_host_that_is_nobodys_stays_nobodys(acme):
    with every_place_taken():
        nowhere = world.Browser(headers={"host": "no.kontor.localhost:8443"}).post("/sign-in/")
        in_workspace = world.stranger_at(acme).post("/sign-in/")

    assert nowhere.status_code == 404
    assert in_workspace.status_code == 405  # it leads to the public host, and takes nothing


def test_a_code_that_is_good_once_is_not_used_up_by_a_crowd(alice, settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path
    ask_for_a_link(alice.email)
    run_jobs()
    reader = Browser()
    reader.open(link_in(mail.outbox[-1]))
    reader.send(send="sms")
    code = texted()
    new = "quite another passphrase"

    with every_place_taken():
        refused = reader.send(password1=new, password2=new, proof=code)
    reader.open(link_in(mail.outbox[-1]))
    done = reader.send(password1=new, password2=new, proof=code)

    assert (refused.status_code, refused["Retry-After"]) == (429, "5")
    assert (done.status_code, reader.path) == (200, "/password/new/done/")


def test_who_comes_without_a_pause_keeps_no_place_from_others():
    """One hand, and three networks that are here all the time."""
    places = Turns(1)
    for network in "ABC":
        assert places.take(network)
        places.leave()

    assert [places.take(network) for network in "ABCABC"] == [True] * 2 + [False] * 4
    assert places.take("somebody")
    places.leave()  # of A: somebody is still here
    assert [places.take(network) for network in "ABC"] == [False] * 3
    places.leave()
    assert places.take("A")


def test_an_office_behind_one_address_comes_in_one_after_the_other():
    places = Turns(1)

    for _ in range(30):
        assert places.take("office")
        places.leave()


@pytest.mark.parametrize(("rest", "waits"), [(3600, False), (0, True)])
def test_a_network_that_has_rested_may_wait_again(rest, waits):
    places = Turns(1, rest=rest)
    assert places.take("A")
    assert places.take("B")

    assert places.take("A") is waits


def test_of_a_million_networks_few_are_remembered():
    places = Turns(1)
    for each in range(3 * MOST):
        assert places.take(str(each))
        places.leave()

    assert len(places._let_in) == MOST
