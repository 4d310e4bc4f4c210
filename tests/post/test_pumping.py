"""Whoever makes us send SMS, and from however many places: the bill has an end."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from post.errors import NoTexts, NumberRefused, TooManyTexts
from post.models import Tally
from post.workflows.allow import allow_text
from tenants.rooms import public_room
from tests.users.conftest import text_of_public_room  # noqa: F401

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def number(n: int) -> str:
    """Mobile phones of Latvia, ten prefixes of six digits."""
    return f"+3712{n % 10}{n // 10:06}"


def asked(to: str = number(0), asked_from: str = "") -> str:
    try:
        allow_text(to, asked_from=asked_from)
    except (NoTexts, NumberRefused, TooManyTexts) as refused:
        return refused.code
    return "sent"


def later(hours: float):
    return time_machine.travel(timezone.now() + hours * HOUR)


def test_a_number_gets_three_an_hour_and_six_a_day():
    assert [asked() for _ in range(4)] == ["sent"] * 3 + ["too_many_texts"]
    with later(1.1):
        assert [asked() for _ in range(4)] == ["sent"] * 3 + ["too_many_texts"]
    with later(2.2):
        assert asked() == "too_many_texts"
    with later(24.1):
        assert asked() == "sent"


def test_who_is_refused_uses_nothing_up():
    for _ in range(9):
        asked(asked_from="192.0.2.1")
    answers = [asked(number(n), "192.0.2.1") for n in range(1, 4)]

    assert answers == ["sent", "sent", "too_many_texts"]  # three went to the first number


def test_a_computer_gets_five_an_hour_and_its_network_twenty():
    assert [asked(number(n), "192.0.2.7") for n in range(6)].count("sent") == 5
    others = [asked(number(10 + n), f"192.0.2.{10 + n}") for n in range(20)]
    assert others.count("sent") == 15
    assert asked(number(90), "192.0.3.1") == "sent"


def test_an_address_of_the_new_kind_is_counted_by_its_network():
    answers = [asked(number(n), f"2001:db8:1:2::{n:x}") for n in range(6)]
    assert answers == ["sent"] * 5 + ["too_many_texts"]
    far = [asked(number(10 + n), f"2001:db8:1:{n:x}::1") for n in range(3, 23)]
    assert far.count("sent") == 15
    assert asked(number(90), "2001:db8:2::1") == "sent"


def test_one_bot_that_counts_numbers_up_ends_at_the_prefix(settings):
    settings.SMS_A_DAY = 200

    answers = [asked(f"+37120{n:06}") for n in range(40)]

    assert answers == ["sent"] * 10 + ["no_texts"] * 30


def test_five_hundred_bots_end_at_the_country_and_leave_some_for_others(settings):
    settings.SMS_A_DAY = 100
    # From everywhere, to numbers of a hundred prefixes.
    answers = [asked(f"+3712{n % 100:02}{n:05}", f"10.{n % 250}.{n // 250}.1") for n in range(500)]

    assert answers.count("sent") == 75
    assert set(answers) == {"sent", "no_texts"}
    assert asked("+77011234567", "10.251.0.1") == "sent"


def test_all_together_have_an_end(settings):
    settings.SMS_A_DAY = 40
    latvia = [asked(f"+3712{n:02}00000") for n in range(40)]
    kazakhstan = [asked(f"+7{700 + n % 9}{n:02}00000") for n in range(40)]

    assert [*latvia, *kazakhstan].count("sent") == 40


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("+12025550123", "a country that is not served"),
        ("+8801712345678", "another one"),
        ("+37190000001", "premium rate"),
        ("+37167000111", "a landline"),
        ("+37180000001", "free to call"),
        ("+88213000000", "a satellite"),
        ("+371", "no number"),
        ("", "nothing"),
    ],
)
def test_only_mobile_phones_of_our_countries_are_served(to, why):
    assert asked(to) == "number_refused"
    with public_room():
        assert not Tally.objects.exists()


def test_the_tables_name_neither_numbers_nor_addresses(text_of_public_room):  # noqa: F811
    asked(number(7), "192.0.2.77")

    text = text_of_public_room()
    assert number(7).strip("+") not in text
    assert "192.0.2" not in text


def test_what_is_over_is_forgotten():
    asked(asked_from="192.0.2.1")
    with public_room():
        assert Tally.objects.count() == 7
        with later(1.1):
            assert Tally.objects.over().count() == 3
        with later(24.1):
            assert Tally.objects.over().count() == 7


def test_one_ask_takes_one_statement(django_assert_num_queries):
    with public_room(), django_assert_num_queries(3):  # with its savepoint
        allow_text(number(0), asked_from="192.0.2.1")


@pytest.mark.django_db(transaction=True)
def test_however_many_ask_at_once_the_budget_holds(settings):
    settings.SMS_A_DAY = 60
    answers: list[str] = []

    def ask(first: int) -> None:
        try:
            answers.extend(asked(f"+3712{first + n:02}00000", "") for n in range(10))
        finally:
            connection.close()

    crowd = [threading.Thread(target=ask, args=(10 * n,)) for n in range(8)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()

    assert len(answers) == 80
    assert answers.count("sent") == 45  # three quarters, for one country
