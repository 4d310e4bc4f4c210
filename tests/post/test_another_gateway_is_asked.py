"""Where one gateway is away the next one is asked; where nobody knows, nobody is."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from post.errors import GatewaysAway, NotDelivered, NumberUnreachable
from post.gateways.sms import health
from post.models import Sms, Tally
from post.workflows.allow import allow_text
from post.workflows.text import send_text
from tenants.rooms import public_room
from tests.post.sms_company import make_call, sms_company

pytestmark = pytest.mark.django_db

LATVIAN, KAZAKH = "+37120000001", "+77011234567"


@pytest.fixture
def two(settings, tmp_path):
    """SMSC first, then Twilio, each with its script: `first, second, calls = two(["down"])`."""
    with ExitStack() as stack:

        def open_them(first=(), second=(), countries=()):
            second_one, calls = stack.enter_context(
                sms_company(settings, tmp_path / "twilio", "twilio", *second)
            )
            first_one, calls_of_first = stack.enter_context(
                sms_company(
                    settings,
                    tmp_path / "smsc",
                    "smsc",
                    *first,
                    countries=countries,
                    beside=settings.SMS_GATEWAYS,
                )
            )
            return first_one, second_one, (calls_of_first, calls)

        yield open_them


def send(to: str = LATVIAN) -> None:
    until = timezone.now() + timedelta(minutes=10)
    send_text(to=to, words="Code: 493027", kind="users.code", reference="a-person", until=until)


def rows() -> list[tuple[str, str]]:
    with public_room():
        return list(Sms.objects.order_by("id").values_list("gateway", "state"))


def taken(*companies) -> list[int]:
    return [len(each.taken) for each in companies]


@pytest.mark.parametrize("word", ["down", "busy", "unwilling"])
def test_what_the_first_does_not_take_the_second_does(two, word):
    first, second, _calls = two([word])

    send()

    assert taken(first, second) == [0, 1]
    assert rows() == [("smsc", "failed"), ("twilio", "accepted")]


def test_what_is_the_number_s_own_fault_is_asked_of_nobody_else(two):
    first, second, _calls = two(["refused"])

    with pytest.raises(NumberUnreachable):
        send()

    assert (taken(first, second), rows()) == ([0, 0], [("smsc", "failed")])


@pytest.mark.parametrize("word", ["silent", "again"])
def test_what_the_first_may_have_taken_is_sent_by_nobody_else(two, word):
    _first, second, _calls = two([word])

    send()

    assert (taken(second), rows()) == ([0], [("smsc", "unknown")])


def test_where_both_fail_the_job_tries_again(two):
    two(["down"], ["busy"])

    with pytest.raises(NotDelivered, match="http_429"):
        send()

    assert rows() == [("smsc", "failed"), ("twilio", "failed")]


def test_where_both_will_never_take_it_the_job_gives_up(two):
    two(["unwilling"], ["unwilling"])

    with pytest.raises(NumberUnreachable):
        send()


def test_where_one_may_take_it_later_the_job_tries_again(two):
    two(["down"], ["unwilling"])

    with pytest.raises(NotDelivered, match="http_503"):
        send()


def test_a_number_goes_to_whom_serves_its_country(two):
    first, second, _calls = two(countries=["KZ"])

    send(LATVIAN)
    send(KAZAKH)

    assert [each.to for each in second.taken] == [LATVIAN]
    assert [each.to for each in first.taken] == [KAZAKH]


def test_reports_of_both_are_believed_each_of_its_own(two):
    _first, _second, calls = two(["good", "down"])
    send()
    send()
    while [len(each) for each in calls] != [2, 2]:
        pass

    answers = [make_call(call).status_code for each in calls for call in each]

    assert answers == [200] * 4
    assert rows() == [("smsc", "delivered"), ("smsc", "failed"), ("twilio", "delivered")]


def test_the_day_s_budget_is_counted_once(two, settings):
    settings.SMS_A_DAY = 1
    first, second, _calls = two(["down", "down"])
    send()
    send()

    assert taken(first, second) == [0, 2]  # twice the day's total, whoever took them


def test_who_failed_three_times_in_a_row_is_passed_over_for_two_minutes(two):
    first, second, _calls = two(["down"] * 3)
    for _ in range(4):
        send()
    assert [gateway for gateway, _state in rows()] == ["smsc", "twilio"] * 3 + ["twilio"]

    with time_machine.travel(timezone.now() + health.AWAY_FOR + timedelta(seconds=1)):
        send()
    assert taken(first, second) == [1, 4]


def test_one_that_works_in_between_is_not_away(two):
    first, second, _calls = two(["down", "down", "good", "down", "good"])
    for _ in range(5):
        send()

    assert taken(first, second) == [2, 3]


@pytest.mark.parametrize("word", ["unwilling", "refused"])
def test_nobody_turns_a_gateway_off_by_asking_for_strange_numbers(two, word):
    two([word] * 3)
    for _ in range(3):
        try:
            send()
        except NumberUnreachable:
            continue

    with public_room():
        assert not Tally.objects.filter(mark=failures("smsc")).exists()


def test_a_code_of_twilio_that_nobody_knows_is_about_its_message_alone(settings, tmp_path):
    with sms_company(settings, tmp_path, "twilio", *["strange"] * 3, "barred"):
        for _ in range(3):
            with pytest.raises(NumberUnreachable):
                send()
        with public_room():
            assert not Tally.objects.filter(mark=failures("twilio")).exists()

        with pytest.raises(NotDelivered, match="twilio_20003"):
            send()
    with public_room():
        assert Tally.objects.get(mark=failures("twilio")).many == 1


def failures(name: str) -> str:
    return health.Counter("sms gateway failed", name, health.AWAY_FOR).mark


def test_texts_are_away_when_all_that_serve_the_number_are(two):
    two(["down"] * 3, ["down"] * 3, countries=["KZ"])
    for to in [LATVIAN] * 3:
        with pytest.raises(NotDelivered):
            send(to)

    with pytest.raises(GatewaysAway) as away:
        allow_text(LATVIAN)
    assert (away.value.status, away.value.code, away.value.retry_after) == (503, "no_texts", 120)
    allow_text(KAZAKH)  # whose first gateway works
    with public_room():  # what was refused counts nowhere: three to leave, those for Kazakhstan
        assert Tally.objects.count() == 1 + 1 + 5
    with time_machine.travel(timezone.now() + health.AWAY_FOR + timedelta(seconds=1)):
        allow_text(LATVIAN)


def test_the_choice_costs_one_query_where_there_is_one(two, django_assert_num_queries):
    two()
    with django_assert_num_queries(8):
        send()
