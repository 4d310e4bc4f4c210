"""Whoever pumps types no code: a prefix whose codes are not typed gets few more."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from post import prefixes
from post.errors import NoTexts, TooManyTexts
from post.models import Tally
from post.workflows.allow import allow_text
from tenants.rooms import public_room
from users.models import Code, Purpose
from users.models.code import LIFETIME

pytestmark = pytest.mark.django_db


def number(n: int) -> str:
    """All of one prefix."""
    return f"+371200{n:05}"


def sent(numbers: range, *, by_owner: bool = False) -> int:
    """How many of these get one, until the first is refused."""
    for so_far, each in enumerate(numbers):
        try:
            allow_text(number(each), by_owner=by_owner)
        except TooManyTexts:
            return so_far
    return len(numbers)


def later(hours: float):
    return time_machine.travel(timezone.now() + timedelta(hours=hours))


def test_where_nobody_types_a_code_few_are_sent(caplog):
    with caplog.at_level(logging.WARNING, "post"):
        assert sent(range(40)) == prefixes.AT_FIRST

    assert caplog.messages == [
        "SMS: numbers +371200… got 25 codes, of which 0 were typed; few more go there"
    ]
    allow_text("+37121000001")  # another prefix


def test_where_one_in_five_is_typed_nobody_feels_it():
    got = 0
    for n in range(100):
        got += sent(range(n, n + 1))
        if n % 5 == 4:
            prefixes.was_used(number(n))

    assert got == 100  # a twentieth of the day's 2,000: the cap


def test_each_that_is_typed_gives_five_more():
    assert sent(range(40)) == 25
    prefixes.was_used(number(3))

    assert sent(range(40, 60)) == 5


def test_some_go_there_at_all_times():
    assert sent(range(40)) == 25

    with later(3.1):
        assert sent(range(40, 60)) == 6  # two an hour


def test_whose_number_is_known_is_not_held():
    sent(range(40))

    assert sent(range(40, 60), by_owner=True) == 20


def test_a_prefix_that_strangers_used_up_is_open_to_whose_number_is_known(settings):
    settings.SMS_A_DAY = 100  # five of them for a prefix
    sent(range(5))
    with pytest.raises(NoTexts):
        allow_text(number(5))

    assert sent(range(40, 60), by_owner=True) == 20
    with pytest.raises(NoTexts):
        allow_text(number(5))


def test_a_new_day_begins_with_nothing_typed():
    assert sent(range(40)) == 25
    for n in range(25):
        prefixes.was_used(number(n))

    with later(24.1):
        assert sent(range(100, 140)) == 25


def test_a_code_of_a_prefix_that_nobody_asked_for_counts_nothing():
    prefixes.was_used(number(1))

    with public_room():
        assert not Tally.objects.exists()


@pytest.mark.parametrize(("channel", "typed"), [("sms", 1), ("email", 0)])
def test_the_code_that_is_right_tells_of_it_once(
    channel, typed, django_capture_on_commit_callbacks
):
    allow_text(number(1))
    answers = redeemed(channel, django_capture_on_commit_callbacks)

    assert answers == [False, True, False]
    with public_room():
        prefix = Tally.objects.get(mark=prefixes.of_prefix(number(1)).mark)
    assert (prefix.many, prefix.typed) == (1, typed)


def redeemed(channel, capture) -> list[bool]:
    """A wrong one, the right one, and the right one again."""
    with public_room():
        code = Code(purpose=Purpose.SIGN_UP_PHONE, channel=channel, to=number(1))
        code.expires_at = timezone.now() + LIFETIME
        digits = code.draw()
        code.save()
    wrong = f"{(int(digits) + 1) % 10**6:06}"
    answers = []
    for each in (wrong, digits, digits):
        with capture(execute=True), public_room(), transaction.atomic():
            answers.append(Code.objects.redeem(code.pk, each, purpose=Purpose.SIGN_UP_PHONE))
    return answers


def test_to_tell_of_it_takes_one_statement(django_assert_num_queries):
    with public_room(), django_assert_num_queries(1):
        prefixes.was_used(number(1))
