"""Where somebody is signed in: seen, ended one by one or all at once, and over by itself in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenants.models import PublicEntry
from tenants.rooms import public_room
from tests import world
from tests.users.browser import PUBLIC, Browser, sign_in
from users.models import Session

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/140.0.0.0 Mobile Safari/537.36"
)


@pytest.fixture
def desk(acme, alice) -> Browser:
    browser = Browser(**{"user-agent": FIREFOX})
    sign_in(browser, f"{acme.url}/nothing/", alice.email)
    return browser


@pytest.fixture
def pocket(acme, alice) -> Browser:
    browser = Browser(**{"user-agent": PHONE})
    sign_in(browser, f"{acme.url}/nothing/", alice.email)
    return browser


def at_devices(browser: Browser) -> None:
    """On the page, having proven once more who it is."""
    browser.open(f"{PUBLIC}/sign-in/again/?next=/devices/")
    browser.send(next="/devices/", password=world.PASSWORD)
    assert browser.path == "/devices/"


def is_in(browser: Browser, acme) -> list[bool]:
    """On the public host, and in the workspace."""
    return [
        browser.step(f"{PUBLIC}/devices/").status_code == 200,
        browser.step(f"{acme.url}/nothing/").status_code == 404,
    ]


def key_of(browser: Browser, name: str) -> str:
    with public_room():
        return str(Session.objects.get(browser=name, tenant=None).pk)


def test_each_browser_is_shown_with_what_it_opened(desk, pocket):
    page = desk.open(f"{PUBLIC}/devices/").content.decode()

    assert "Firefox on Windows" in page
    assert "Chrome Mobile on Android" in page
    assert page.count("this browser") == 1
    assert page.count("network 127.0.0.0/24") == 2
    assert page.count("Acme Bakery") == 2


def test_another_browser_is_signed_out_on_every_host(desk, pocket, acme, alice):
    at_devices(desk)
    desk.send(end=key_of(pocket, PHONE))

    assert is_in(pocket, acme) == [False, False]
    assert is_in(desk, acme) == [True, True]
    with public_room():
        assert PublicEntry.objects.filter(user=alice.user, verb="session.ended").count() == 1


def test_who_cannot_prove_it_ends_nothing_elsewhere(desk, pocket, acme):
    desk.open(f"{PUBLIC}/devices/")
    for which in ("others", "all", key_of(pocket, PHONE)):
        desk.open(f"{PUBLIC}/devices/")
        desk.send(end=which)
        assert desk.path == "/sign-in/again/"

    assert is_in(pocket, acme) == [True, True]


def test_ending_it_twice_changes_nothing(desk, pocket, alice):
    key = key_of(pocket, PHONE)
    for _ in range(2):
        at_devices(desk)
        desk.send(end=key)

    with public_room():
        assert PublicEntry.objects.filter(user=alice.user, verb="session.ended").count() == 1


def test_nobody_ends_the_sessions_of_somebody_else(desk, acme, globex, charlie):
    stranger = Browser()
    sign_in(stranger, f"{globex.url}/nothing/", charlie.email)
    at_devices(stranger)
    stranger.send(end=key_of(desk, FIREFOX))

    assert is_in(desk, acme) == [True, True]


def test_everywhere_else(desk, pocket, acme):
    at_devices(desk)
    desk.send(end="others")

    assert is_in(pocket, acme) == [False, False]
    assert is_in(desk, acme) == [True, True]


def test_everywhere(desk, pocket, acme):
    at_devices(desk)
    desk.send(end="all")

    assert is_in(pocket, acme) == [False, False]
    assert is_in(desk, acme) == [False, False]


def test_this_one_ends_where_it_began(desk, pocket, acme):
    at_devices(desk)
    desk.send(end=key_of(desk, FIREFOX))

    assert desk.path == "/signed-out/"
    assert is_in(desk, acme) == [False, False]
    assert is_in(pocket, acme) == [True, True]


def test_a_session_that_rests_for_an_hour_is_over(desk, acme):
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert is_in(desk, acme) == [False, False]


def test_work_in_a_workspace_keeps_the_sign_in_awake(desk, acme):
    begin = timezone.now()
    for minutes in range(50, 700, 50):
        with time_machine.travel(begin + timedelta(minutes=minutes)):
            assert desk.step(f"{acme.url}/nothing/").status_code == 404
    with time_machine.travel(begin + timedelta(minutes=690)):
        assert is_in(desk, acme) == [True, True]


def test_after_twelve_hours_it_is_over_whatever_was_done(desk, acme):
    begin = timezone.now()
    for minutes in range(50, 720, 50):
        with time_machine.travel(begin + timedelta(minutes=minutes)):
            at_devices(desk)
            desk.send(end="others")  # a message: the session is saved again
    with time_machine.travel(begin + timedelta(minutes=721)):
        assert is_in(desk, acme) == [False, False]


def test_a_session_that_is_in_use_is_written_down_every_five_minutes_only(desk, acme):
    def written(minutes: int) -> int:
        with (
            time_machine.travel(timezone.now() + timedelta(minutes=minutes)),
            CaptureQueriesContext(connection) as queries,
        ):
            desk.step(f"{acme.url}/nothing/")
        return sum('UPDATE "users_session"' in query["sql"] for query in queries)

    assert [written(4), written(6), written(7)] == [0, 1, 0]


def test_the_list_asks_as_often_for_one_as_for_three(desk, acme, alice):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.step(f"{PUBLIC}/devices/").status_code == 200
        return len(queries)

    with_one = asked()
    for _ in range(2):
        sign_in(Browser(), f"{acme.url}/nothing/", alice.email)

    assert asked() == with_one
