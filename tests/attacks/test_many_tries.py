"""Somebody tries passwords and codes until one fits, over restarts, browsers and addresses."""

from __future__ import annotations

import json

import pytest
from django.core import mail

from post.errors import TooManyTexts
from post.workflows.allow import allow_text
from tenants.rooms import public_room
from tests import world
from tests.jobs_run import run_jobs
from tests.users.browser import PUBLIC, Browser
from tests.users.factors import add_app, guess_wrong, is_in, prove, signed_in
from tests.users.program import Program, at_code
from users.models import Code
from users.workflows.prove_reset import send_code

pytestmark = pytest.mark.django_db

WRONG = "a wrong passphrase"


def at(address):
    """A browser at this address of the network."""
    browser = Browser()
    browser.open(f"{PUBLIC}/sign-in/")
    browser.hosts[world.HOST].defaults["REMOTE_ADDR"] = address
    return browser


def tried(address, email, password=WRONG):
    return at(address).send(login=email, password=password).status_code


def test_one_computer_tries_leaked_pairs_of_many_people(alice):
    """Each account only once: the computer itself is stopped, and a right pair does not pass then."""
    tries = [tried("192.0.2.7", f"leaked{each}@acme.example") for each in range(10)]

    assert set(tries) == {200}
    stopped = at("192.0.2.7").send(login="leaked11@acme.example", password=WRONG)
    assert stopped.status_code == 429 or "Too many tries" in stopped.content.decode()
    lucky = at("192.0.2.7")
    lucky.send(login=alice.email, password=world.PASSWORD)
    assert not is_in(lucky)


def test_the_addresses_of_one_network_of_ipv6_are_one_computer(db):
    """A house has 2 to the 64 of them."""
    tries = [tried(f"2001:db8:1:2::{each:x}", f"leaked{each}@acme.example") for each in range(10)]

    assert set(tries) == {200}
    stopped = at("2001:db8:1:2:ffff::1").send(login="leaked11@acme.example", password=WRONG)
    assert stopped.status_code == 429 or "Too many tries" in stopped.content.decode()


def test_the_codes_that_one_network_of_ipv6_asks_for_are_counted_together(db):
    statuses = []
    for each in range(31):
        browser = at(f"2001:db8:1:2::{each:x}")
        browser.open(f"{PUBLIC}/sign-in/code/")
        statuses.append(browser.send(email=f"leaked{each}@acme.example").status_code)

    assert statuses == [200] * 30 + [429]


def test_many_computers_try_one_person(alice):
    tries = [tried(f"192.0.2.{each}", alice.email) for each in range(1, 13)]

    assert tries == [200] * 10 + [429] * 2
    assert tried("198.51.100.9", alice.email, world.PASSWORD) == 429


def test_pages_and_programs_are_one_computer_and_one_person(alice, bob):
    """Five tries each: the next one is too many, wherever it is made."""
    for each in range(5):
        assert tried("192.0.2.7", f"leaked{each}@acme.example") == 200
        assert program_at("192.0.2.7", f"stolen{each}@acme.example").status_code == 422
    assert program_at("192.0.2.7", bob.email, world.PASSWORD).json()["code"] == "too_fast"

    for each in range(5):
        assert tried(f"198.51.100.{each}", alice.email) == 200
        assert program_at(f"203.0.113.{each}", alice.email).status_code == 422
    assert tried("198.51.100.9", alice.email, world.PASSWORD) == 429
    stopped = program_at("203.0.113.9", alice.email, world.PASSWORD)
    assert (stopped.status_code, stopped.json()["code"]) == (429, "too_many_tries")
    assert int(stopped.headers["Retry-After"]) > 0


def program_at(address, email, password=WRONG):
    program = Program()
    program.client.defaults["REMOTE_ADDR"] = address
    return program.post("session/", email=email, password=password)


def test_another_writing_of_the_address_is_the_same_person(alice):
    writings = [alice.email, alice.email.upper(), alice.email.title(), f" {alice.email} "]
    for each in range(10):
        tried(f"192.0.2.{each + 1}", writings[each % 4])

    assert tried("192.0.2.99", "aLiCe@acme.example", world.PASSWORD) == 429


def reset_link(alice):
    browser = Browser()
    browser.open(f"{PUBLIC}/password/forgotten/")
    browser.send(email=alice.email)
    run_jobs()
    [link] = [word for word in mail.outbox[-1].body.split() if word.startswith("https://")]
    return link


def guess_by_reset(alice, link):
    reader = Browser()
    reader.open(link)
    again = "quite another passphrase"
    return reader.send(password1=again, password2=again, proof="000000").status_code


def guess_by_code(alice, link):
    asking = Browser()
    asking.open(f"{PUBLIC}/sign-in/code/")
    asking.send(email=alice.email)
    return asking.send(code="000000").status_code


def typed_at_second_step(alice, code):
    """Or what the sign-in says already."""
    browser = signed_in(alice.email)
    return (browser.send(code=code) if "second" in browser.path else browser.page).status_code


def guess_by_factor(alice, link):
    return typed_at_second_step(alice, "000000")


def guess_by_paper(alice, link):
    return typed_at_second_step(alice, "aaaa-bbbb-cccc")


def guess_by_confirmation(alice, link):
    browser = alice.at(None)
    asked = browser.post("/your-data/", {"do": "export"})
    answer = browser.post(asked["Location"], {"code": "000000"})
    if answer.status_code == 302:  # back to where it was asked, with the reason
        assert "Too many wrong tries" in browser.get(answer["Location"]).content.decode()
        return 429
    return answer.status_code


def guess_by_program(alice, link):
    asked = alice.api.post(
        "/api/v1/tokens/", {"name": "Shop", "scopes": ["sales:read"], "days": 30}
    )
    path = f"/api/v1/confirmations/{asked.json()['confirmation']['id']}/"
    return alice.api.post(path, {"code": "000000"}).status_code


def guess_by_password_by_api(alice, link):
    return signed_in_by_api(alice.email, WRONG).status_code


def guess_by_code_by_api(alice, link):
    program = Program()
    program.post("session/codes/", email=alice.email)
    return program.post("session/code/", code="000000").status_code


def second_step_by_api(alice, code):
    """Or what the first step says already."""
    program = Program()
    first = program.post("session/", email=alice.email, password=world.PASSWORD)
    if first.status_code != 200:
        return first.status_code
    return program.post("session/second-step/", code=code).status_code


def guess_by_factor_by_api(alice, link):
    return second_step_by_api(alice, "000000")


def guess_by_paper_by_api(alice, link):
    return second_step_by_api(alice, "aaaa-bbbb-cccc")


def guess_by_reset_by_api(alice, link):
    told = {"link": link.rstrip("/").rpartition("/")[2], "password": "quite another passphrase"}
    return Program().put("forgotten-password/new/", **told, proof="000000").status_code


def signed_in_by_api(email, password):
    return Program().post("session/", email=email, password=password)


GUESSES = [
    guess_by_password_by_api,
    guess_by_code_by_api,
    guess_by_factor_by_api,
    guess_by_paper_by_api,
    guess_by_reset_by_api,
    guess_by_reset,
    guess_by_code,
    guess_by_factor,
    guess_by_paper,
    guess_by_confirmation,
    guess_by_program,
]


@pytest.mark.parametrize("guess", GUESSES)
def test_ten_guesses_an_hour_however_often_the_flow_begins_again(guess, alice):
    """Nine are gone in other ways; each flow has one left, and then none."""
    add_app(signed_in(alice.email))
    link = reset_link(alice)
    with public_room():
        for _ in range(9):
            guess_wrong(alice.user)

    first, second, third = (guess(alice, link) for _ in range(3))

    assert first != 429
    assert (second, third) == (429, 429)


def test_who_stole_a_session_does_not_guess_the_password_where_it_is_changed(alice):
    """The page asks for the present one: a guess like any other."""
    thief = alice.at(None)
    new = {"password1": "quite another passphrase", "password2": "quite another passphrase"}
    with public_room():
        for _ in range(9):
            guess_wrong(alice.user)

    assert thief.post("/password/", {"oldpassword": WRONG, **new}).status_code == 200
    assert thief.post("/password/", {"oldpassword": world.PASSWORD, **new}).status_code == 429
    assert tried("192.0.2.44", alice.email, world.PASSWORD) == 429


def test_the_codes_of_another_address_are_guesses_too(alice):
    browser = signed_in(alice.email)
    prove(browser, "/security/email/", password=world.PASSWORD)
    browser.send(email="alice@elsewhere.example")
    statuses = [browser.send(old="000000", new="000000").status_code for _ in range(11)]

    assert statuses[-1] == 429
    assert tried("192.0.2.44", alice.email, world.PASSWORD) == 429


def test_a_code_dies_after_three_tries_and_a_right_one_does_not_pass_then(alice):
    asking = Browser()
    asking.open(f"{PUBLIC}/sign-in/code/")
    asking.send(email=alice.email)
    run_jobs()
    [code] = [word for word in mail.outbox[-1].body.split() if word.isdecimal() and len(word) == 6]
    for _ in range(3):
        asking.send(code=f"{(int(code) + 1) % 10**6:06}")

    asking.send(code=code)

    assert not is_in(asking)
    with public_room():
        assert Code.objects.get().used_at is None


def test_codes_of_a_sign_up_are_ten_an_hour_for_one_address_however_many_sign_ups(db):
    statuses = []
    for _ in range(4):
        browser = Browser()
        browser.open(f"{PUBLIC}/sign-up/")
        browser.send(email="egle@ozols.example")
        statuses += [browser.send(code="000000").status_code for _ in range(3)]

    assert statuses == [200] * 10 + [429] * 2


def test_a_program_that_signs_up_has_ten_codes_an_hour_for_one_address_too(db):
    statuses = []
    for _ in range(4):
        program = at_code("egle@ozols.example")
        statuses += [program.post("sign-up/code/", code="000000").status_code for _ in range(3)]

    assert statuses == [422] * 10 + [429] * 2


def test_a_program_guesses_no_token(acme):
    """256 bits; a try is only refused, whatever it looks like."""
    for secret in ("kon_00000000_" + "A" * 43, "kon_", "", "null", json.dumps({"$ne": 1})):
        answer = world.api_client(acme.host, secret or "x").get("/api/v1/company/")
        assert answer.status_code == 401, secret


def test_strangers_who_use_a_number_up_take_no_code_from_its_owner(alice):
    """They sign up with it, for example: that must not keep its owner from confirming anything."""
    with public_room():
        number = alice.user.phone.number
        for computer in range(3):
            allow_text(number, asked_from=f"192.0.{computer}.7")
        with pytest.raises(TooManyTexts):
            allow_text(number, asked_from="198.51.100.7")

        for _ in range(3):
            send_code(alice.user, asked_from="203.0.113.7")
        with pytest.raises(TooManyTexts):
            send_code(alice.user, asked_from="203.0.113.7")
