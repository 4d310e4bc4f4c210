"""Somebody signs in as a person from where that person never was: the person hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobs.housekeeping import tidy
from tenants.rooms import public_room
from tests import world
from tests.jobs_run import run_jobs
from tests.users.browser import PUBLIC, Browser
from tests.users.factors import add_app, code_of
from users.models import SeenBrowser

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
NEWER_FIREFOX = FIREFOX.replace("140", "141")
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
AT_HOME, ON_THE_WAY, FAR_AWAY = "192.0.2.7", "192.0.77.8", "203.0.113.9"


def sign_in(user, software=FIREFOX, address=AT_HOME) -> Browser:
    browser = Browser(**{"user-agent": software})
    browser._at(world.HOST).defaults["REMOTE_ADDR"] = address
    browser.open(f"{PUBLIC}/sign-in/")
    browser.send(login=user.email, password=world.PASSWORD)
    run_jobs()
    return browser


def letters():
    return [each for each in mail.outbox if "signed in to Kontor as you" in each.subject]


def test_the_first_sign_in_of_all_is_no_news(alice):
    sign_in(alice)

    assert letters() == []


def test_other_software_is_told_of_once(alice):
    sign_in(alice)
    sign_in(alice, SAFARI)
    sign_in(alice, SAFARI)

    [letter] = letters()
    assert letter.to == [alice.email]
    assert "Mobile Safari on iOS, from the network 192.0.2.0/24" in letter.body
    assert "/password/forgotten/" in letter.body


def test_another_part_of_the_world_is_told_of(alice):
    sign_in(alice)
    sign_in(alice, address=FAR_AWAY)

    [letter] = letters()
    assert "Firefox on Windows, from the network 203.0.113.0/24" in letter.body


@pytest.mark.parametrize("known", [{"software": NEWER_FIREFOX}, {"address": ON_THE_WAY}])
def test_an_update_and_a_way_through_town_are_no_news(alice, known):
    sign_in(alice)
    sign_in(alice, **known)

    assert letters() == []


def test_who_shows_a_second_factor_is_not_told(alice):
    browser = sign_in(alice)
    secret, _ = add_app(browser)
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        other = sign_in(alice, SAFARI)
        other.send(code=code_of(secret))
        run_jobs()

    assert other.step(f"{PUBLIC}/devices/").status_code == 200
    assert letters() == []


def test_what_one_person_uses_is_news_for_another(alice, bob):
    sign_in(alice)
    sign_in(bob, SAFARI)
    sign_in(bob)

    assert [letter.to for letter in letters()] == [[bob.email]]


def test_it_is_forgotten_after_half_a_year(alice):
    with time_machine.travel(timezone.now() - timedelta(days=181)):
        sign_in(alice)
    tidy()

    with public_room():
        assert not SeenBrowser.objects.filter(user=alice.user).exists()


def test_knowing_a_browser_takes_one_statement(alice):
    user = alice.user
    with public_room(), CaptureQueriesContext(connection) as asked:
        SeenBrowser.objects.saw(user, "Firefox", "Windows", "192.0.0.0/16")

    assert len(asked) == 1
