"""A code is made when it is sent, fits once, and cannot be guessed by starting again."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from post.errors import TooManyTexts
from tenants.rooms import public_room
from tests.jobs_run import run_jobs
from users.errors import TooManyCodes
from users.models import Attempts, Code, Purpose
from users.workflows.codes import CODES_AN_HOUR, ask_for_code

NUMBER = "+37120000001"


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path) -> Path:
    settings.EMAIL_BACKEND = "post.gateways.outbox.OutboxBackend"
    settings.OUTBOX_DIR = tmp_path / "outbox"
    return settings.OUTBOX_DIR


@pytest.fixture(autouse=True)
def in_public_room(db):
    with public_room():
        yield


def sent(outbox: Path) -> str:
    """The digits of the last SMS."""
    run_jobs()
    *_, last = sorted(outbox.glob("*.sms.json"))
    text = json.loads(last.read_text())["text"]
    return "".join(letter for letter in text if letter.isdecimal())[-6:]


def asked(about: str = "it") -> Code:
    return ask_for_code(Purpose.RESET, channel="sms", to=NUMBER, about=about)


def redeemed(code: Code, typed: str, about: str = "it", purpose: str = Purpose.RESET) -> bool:
    return Code.objects.redeem(code.pk, typed, purpose=purpose, about=about)


def test_a_code_fits_once(outbox):
    code = asked()
    digits = sent(outbox)

    assert redeemed(code, f" {digits[:3]}-{digits[3:]} ") is True
    assert redeemed(code, digits) is False


def test_a_code_proves_nothing_else(outbox):
    code, other = asked(), asked(about="something else")
    digits = sent(outbox)  # of the other one

    assert redeemed(other, digits, about="it") is False
    assert redeemed(other, digits, about="something else", purpose=Purpose.SIGN_IN) is False
    assert redeemed(code, digits) is False
    assert redeemed(other, digits, about="something else") is True


def test_the_fourth_try_is_dead_also_when_it_is_right(outbox):
    code = asked()
    digits = sent(outbox)
    wrong = f"{(int(digits) + 1) % 10**6:06}"

    assert [redeemed(code, wrong) for _ in range(3)] == [False] * 3
    assert redeemed(code, digits) is False


def test_ten_minutes_are_enough(outbox):
    code = asked()
    digits = sent(outbox)

    with time_machine.travel(timezone.now() + timedelta(seconds=601)):
        assert redeemed(code, digits) is False


def test_asking_again_makes_the_earlier_code_void(outbox):
    first = asked()
    digits = sent(outbox)
    asked()

    assert redeemed(first, digits) is False


def test_a_code_that_waits_to_be_sent_is_not_guessed_by_nothing_at_all():
    assert redeemed(asked(), "") is False


def test_one_address_gets_five_codes_an_hour(outbox):
    def by_mail(about="it"):
        return ask_for_code(Purpose.RESET, channel="email", to="a@acme.example", about=about)

    for _ in range(CODES_AN_HOUR):
        by_mail()
    with pytest.raises(TooManyCodes):
        by_mail(about="another flow")
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert by_mail().pk


def test_one_number_gets_three_codes_an_hour(outbox):
    for _ in range(3):
        asked()
    with pytest.raises(TooManyTexts):
        asked(about="another flow")
    assert Code.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert asked().pk


def test_a_telephone_offers_the_code_on_our_pages_only(outbox):
    asked()
    digits = sent(outbox)

    [file] = outbox.glob("*.sms.json")
    *_, last = json.loads(file.read_text())["text"].splitlines()
    assert last == f"@{settings.BASE_HOST} #{digits}"


def test_nobody_who_reads_the_tables_learns_the_code(outbox, text_of_public_room):
    asked()
    digits = sent(outbox)

    assert digits not in text_of_public_room()


def test_a_right_try_is_no_guess():
    for _ in range(3):
        assert Attempts.objects.take("password", "alice", most=1) is True
        Attempts.objects.give_back("password", "alice")
    assert Attempts.objects.take("password", "ALICE", most=1) is True
    assert Attempts.objects.take("password", "Alice", most=1) is False
    assert Attempts.objects.take("password", "bob", most=1) is True
