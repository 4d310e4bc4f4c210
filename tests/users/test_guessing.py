"""One count of wrong guesses for each person, over all ways in, that no new beginning resets."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from tenants.rooms import public_room
from tests import world
from tests.users.browser import PUBLIC, Browser
from tests.users.factors import add_app, guess_wrong, is_in, prove, signed_in, text_of
from users import guessing
from users.errors import TooBusy, TooManyTries
from users.models import Attempts

pytestmark = pytest.mark.django_db


def wrong_password(email):
    browser = Browser()
    browser.open(f"{PUBLIC}/sign-in/")
    return browser.send(login=email, password="a wrong passphrase")


def test_after_ten_wrong_passwords_nothing_is_compared_for_an_hour(alice):
    answers = [wrong_password(alice.email).status_code for _ in range(11)]

    assert answers == [200] * 10 + [429]
    page = signed_in(alice.email).page
    assert page.status_code == 429
    assert "Too many wrong tries." in text_of(page)
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert is_in(signed_in(alice.email))


def test_what_the_limit_of_a_computer_stops_costs_its_person_nothing(alice, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "1/m/ip"}
    pages = [wrong_password(alice.email) for _ in range(4)]

    assert "Wait five minutes" not in text_of(pages[0])
    assert all("Wait five minutes" in text_of(page) for page in pages[1:])
    with public_room():
        assert set(Attempts.objects.values_list("many", flat=True)) == {1}


def test_an_address_that_nobody_has_is_counted_in_the_same_way(alice):
    known = [wrong_password(alice.email) for _ in range(11)]
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):  # each computer: ten a minute
        unknown = [wrong_password("nobody@acme.example") for _ in range(11)]

    assert [page.status_code for page in known] == [page.status_code for page in unknown]
    assert text_of(known[-1]) == text_of(unknown[-1])


def test_what_is_right_costs_nothing(alice):
    for _ in range(12):
        assert is_in(signed_in(alice.email))


def test_password_code_and_factor_share_one_count(alice):
    add_app(signed_in(alice.email))
    for _ in range(4):
        wrong_password(alice.email)
    for _ in range(3):
        signed_in(alice.email).send(code="000000")  # another beginning each time
    asking = Browser()
    asking.open(f"{PUBLIC}/sign-in/code/")
    asking.send(email=alice.email)
    for _ in range(3):
        assert asking.send(code="000000").status_code == 200

    assert asking.send(code="000000").status_code == 429
    assert signed_in(alice.email).page.status_code == 429


def test_a_second_step_that_was_reached_before_is_locked_too(alice):
    _, codes = add_app(signed_in(alice.email))
    waiting = signed_in(alice.email)
    for _ in range(10):
        wrong_password(alice.email)

    page = waiting.send(code=codes[0])

    assert page.status_code == 429
    assert not is_in(waiting)


def test_proving_again_counts_too(alice):
    browser = signed_in(alice.email)
    browser.open(f"{PUBLIC}/security/app/")
    for _ in range(10):
        browser.open(f"{PUBLIC}/sign-in/again/")
        browser.send(password="a wrong passphrase")

    browser.open(f"{PUBLIC}/sign-in/again/")
    assert browser.send(password=world.PASSWORD).status_code == 429


def test_one_persons_guesses_are_not_anothers(alice, bob):
    for _ in range(11):
        wrong_password(alice.email)

    # A minute later: within one, ten wrong passwords from one computer are enough.
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert is_in(signed_in(bob.email))
        assert not is_in(signed_in(alice.email))


def test_the_count_is_the_databases(alice):
    """Another process sees it: nothing is kept in this one."""
    with public_room():
        for _ in range(10):
            guess_wrong(alice.user)
        assert Attempts.objects.count() == 1
        with pytest.raises(TooManyTries):
            guess_wrong(alice.user)


def test_who_forgets_to_say_that_it_was_right_has_counted_it(alice):
    with public_room():
        for _ in range(9):
            guess_wrong(alice.user)
        with guessing.guess(guessing.whose(alice.user)) as it:
            it.right = True
        with guessing.guess(guessing.whose(alice.user)):
            pass
        with pytest.raises(TooManyTries):
            guess_wrong(alice.user)


def test_what_nobody_had_the_time_to_look_at_was_no_guess(alice):
    with public_room():
        with pytest.raises(TooBusy), guessing.guess(guessing.whose(alice.user)):
            raise TooBusy
        with pytest.raises(ValueError, match="broken"), guessing.guess(guessing.whose(alice.user)):
            raise ValueError("broken")
        assert Attempts.objects.get().many == 1


def test_no_rollback_takes_a_count_back(alice):
    """Inside of a transaction nobody may guess at all."""
    with public_room(), transaction.atomic(), pytest.raises(RuntimeError):
        guess_wrong(alice.user)


def test_a_right_proof_leads_on_after_wrong_ones(alice):
    for _ in range(9):
        wrong_password(alice.email)

    browser = signed_in(alice.email)

    assert is_in(browser)
    assert prove(browser, "/security/app/", password=world.PASSWORD).status_code == 200


def at_network(address):
    browser = Browser()
    browser.open(f"{PUBLIC}/sign-in/")
    browser.hosts[world.HOST].defaults["REMOTE_ADDR"] = address
    return browser


def gets_in(address, email, password=world.PASSWORD):
    browser = at_network(address)
    browser.send(login=email, password=password)
    return is_in(browser)


def spend(network, many):
    """So many wrong tries of a day, at as many addresses."""
    with public_room():
        for each in range(many):
            with guessing.guess(f"address:{each}@acme.example", at=network):
                pass


def test_a_network_has_a_budget_of_wrong_sign_ins_for_a_day(alice, bob):
    spend("192.0.2.0/24", guessing.MOST_A_DAY_AND_NETWORK - 1)

    assert not gets_in("192.0.2.7", alice.email, "a wrong passphrase")
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        assert not gets_in("192.0.2.8", bob.email)
        assert gets_in("198.51.100.8", bob.email)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert gets_in("192.0.2.8", bob.email)


def test_what_is_right_costs_an_office_nothing(alice):
    spend("192.0.2.0/24", guessing.MOST_A_DAY_AND_NETWORK - 1)

    assert [gets_in("192.0.2.7", alice.email) for _ in range(3)] == [True] * 3


def test_what_the_network_may_not_try_costs_nobody_a_guess(alice):
    spend("192.0.2.0/24", guessing.MOST_A_DAY_AND_NETWORK)

    assert not any(gets_in("192.0.2.7", alice.email, "a wrong passphrase") for _ in range(11))

    assert gets_in("198.51.100.8", alice.email)


def test_too_many_from_one_network_is_said(alice):
    spend("192.0.2.0/24", guessing.MOST_A_DAY_AND_NETWORK)

    page = at_network("192.0.2.7").send(login=alice.email, password=world.PASSWORD)

    assert page.status_code == 429
    assert "came from where you are" in text_of(page)
    assert page["Retry-After"] == str(24 * 3600)
