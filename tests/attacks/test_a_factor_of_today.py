"""A factor that a thief adds confirms nothing and opens no console on the day it comes, whatever else
of its owner's they hold: codes on paper, the mailbox, a kind that the owner has too, a day's start."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils import timezone

from tenants.rooms import public_room
from tests import world
from tests.users.browser import PUBLIC
from tests.users.by_api import ByApi, by_api, challenge_of
from tests.users.confirming import last_code
from tests.users.factors import code_of, signed_in
from tests.users.passkey import Passkey
from tests.users.staff import SECRET, make_staff
from tests.users.test_another_address_or_number import mailed_to, texted_to
from users.factors import recovery_codes, totp
from users.models import Phone
from users.workflows.proofs import methods_of

pytestmark = pytest.mark.django_db
NUMBER = "+37120000022"


def without_phone(person):
    with public_room():
        Phone.objects.filter(user=person.user).delete()


def with_app_and_paper(person):
    """Both held for long."""
    with public_room():
        totp.add(person.user, SECRET, 0)
        held_for_long(person)
        return recovery_codes.make(person.user)


def held_for_long(person):
    before = timezone.now() - timedelta(days=2)
    Authenticator.objects.filter(user=person.user).update(created_at=before)


def of(browser) -> ByApi:
    """The same browser, asked by API."""
    client = browser.hosts[world.HOST]
    client.handler.enforce_csrf_checks = False
    return ByApi(client)


def by_paper(person, code) -> ByApi:
    browser = signed_in(person.email)
    browser.send(code=code)
    return of(browser)


def with_passkey(me: ByApi) -> Passkey:
    key, options = Passkey(), me.post("factors/passkeys/").json()["options"]
    made = {"name": "Mine", "passkey": key.made(challenge_of(options), PUBLIC)}
    answer = me.put("factors/passkeys/", made)
    assert answer.status_code == 201, answer.content
    return key


def with_app(me: ByApi) -> dict:
    me.prove()
    secret = me.post("factors/app/").json()["secret"]
    answer = me.put("factors/app/", {"code": code_of(secret)})
    assert answer.status_code == 201, answer.content
    [app] = me.get("factors/").json()["results"]
    return app


def prove_by(key: Passkey, me: ByApi) -> None:
    options = me.post("me/proof/passkey/").json()["options"]
    me.prove(passkey=key.sign(challenge_of(options), PUBLIC))


def confirms(me: ByApi) -> dict[int, bool]:
    return {row["id"]: row["confirms"] for row in me.get("factors/").json()["results"]}


def opens_the_console(me: ByApi) -> bool:
    answer = me.client.get("/console/?state=abc")
    said = answer.headers.get("Location", "").encode() + answer.content
    return b"ticket=" in said


def trusted(me: ByApi, factor_id: int):
    """What is answered to who wants a phone to say yes to it, and does."""
    asked = me.post(f"factors/{factor_id}/trust/")
    if asked.status_code == 202:
        waiting = asked.json()["confirmation"]["id"]
        me.post(f"confirmations/{waiting}/", {"code": last_code()})
    return asked


def first_phone_by_mailbox(person, me: ByApi) -> None:
    me.prove()
    me.put("me/phone-change/", {"new": NUMBER})
    codes = {"old": mailed_to(person.email), "new": texted_to(NUMBER)}
    assert me.post("me/phone-change/", codes).status_code == 204


def test_what_paper_lets_in_beside_an_app_waits_a_day(alice):
    paper = with_app_and_paper(alice)
    make_staff(alice.user)
    me = by_paper(alice, paper[0])
    me.prove(code=paper[1])

    key = with_passkey(me)
    prove_by(key, me)

    assert list(confirms(me).values()) == [True, False]
    assert not opens_the_console(me)


def test_so_it_does_without_a_phone_or_a_staff_row(alice):
    without_phone(alice)
    paper = with_app_and_paper(alice)
    me = by_paper(alice, paper[0])
    me.prove(code=paper[1])

    with_passkey(me)

    assert list(confirms(me).values()) == [True, False]


def test_what_the_app_itself_lets_in_confirms_at_once(alice):
    with_app_and_paper(alice)
    make_staff(alice.user)
    me = by_api(alice)
    me.prove(code=code_of(SECRET))

    key = with_passkey(me)

    assert list(confirms(me).values()) == [True, True]
    prove_by(key, me)
    assert opens_the_console(me)


def test_a_passkey_of_today_does_not_open_the_console_as_the_old_one_does(alice):
    with public_room():
        old, paper = Passkey().given_to(alice.user), recovery_codes.make(alice.user)
        held_for_long(alice)
    make_staff(alice.user, app=False)
    me = by_paper(alice, paper[0])
    me.prove(code=paper[1])
    new = with_passkey(me)

    prove_by(new, me)
    assert not opens_the_console(me)
    prove_by(old, me)
    assert opens_the_console(me)


@pytest.mark.parametrize("left", ["phone", "passkey"])
def test_paper_removes_nothing_while_something_else_confirms(alice, left):
    paper = with_app_and_paper(alice)
    if left == "passkey":
        without_phone(alice)
        with public_room():
            Passkey().given_to(alice.user)
    me = by_paper(alice, paper[0])
    me.prove(code=paper[1])
    before = confirms(me)

    assert me.delete(f"factors/{min(before)}/").status_code == 202
    page = me.client.post(f"/security/factors/{min(before)}/remove/")

    assert page["Location"].startswith("/confirm/")
    assert confirms(me) == before


def test_what_comes_in_the_place_of_what_paper_removed_waits_a_day(alice):
    without_phone(alice)
    paper = with_app_and_paper(alice)
    me = by_paper(alice, paper[0])
    me.prove(code=paper[1])
    [app] = confirms(me)
    assert me.delete(f"factors/{app}/").status_code == 204

    assert with_app(me)["confirms"] is False


@pytest.mark.parametrize("is_staff", [True, False])
def test_a_phone_that_came_after_a_factor_says_no_yes_to_it(bob, is_staff):
    """By the mailbox and the password."""
    without_phone(bob)
    if is_staff:
        make_staff(bob.user, app=False)
    me = by_api(bob)
    first_phone_by_mailbox(bob, me)
    app = with_app(me)
    with public_room():  # as if the phone had come a moment later
        Phone.objects.filter(user=bob.user).update(
            proven_at=timezone.now(), confirms_from=timezone.now()
        )

    assert trusted(me, app["id"]).status_code == 204

    assert confirms(me) == {app["id"]: False}


def test_the_first_phone_of_staff_says_yes_to_nothing_for_a_day(bob):
    without_phone(bob)
    make_staff(bob.user, app=False)
    me = by_api(bob)
    first_phone_by_mailbox(bob, me)
    app = with_app(me)

    assert trusted(me, app["id"]).status_code == 204

    assert confirms(me) == {app["id"]: False}
    with public_room():
        assert methods_of(bob.user, host=settings.BASE_HOST) == []
    with time_machine.travel(timezone.now() + timedelta(hours=25)), public_room():
        assert methods_of(bob.user, host=settings.BASE_HOST) == ["sms", "totp"]


def test_nor_does_the_first_phone_of_who_holds_an_app(bob):
    """Paper and the mailbox bring it along."""
    without_phone(bob)
    paper = with_app_and_paper(bob)
    me = by_paper(bob, paper[0])
    me.prove(code=paper[1])
    me.put("me/phone-change/", {"new": NUMBER})
    codes = {"old": mailed_to(bob.email), "new": texted_to(NUMBER)}
    assert me.post("me/phone-change/", codes).status_code == 204

    with public_room():
        assert methods_of(bob.user, host=settings.BASE_HOST) == ["totp"]


def test_what_was_there_some_hours_before_the_staff_row_waits_for_its_day(bob):
    without_phone(bob)
    me = by_api(bob)
    app = with_app(me)
    assert app["confirms"] is True

    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        make_staff(bob.user, "support", app=False)
        make_staff(bob.user, "billing", app=False)
    assert confirms(me) == {app["id"]: False}
    with time_machine.travel(timezone.now() + timedelta(hours=25)), public_room():
        assert methods_of(bob.user, host=settings.BASE_HOST) == ["totp"]


def test_nor_does_a_phone_of_the_same_day_say_yes_to_it(bob):
    without_phone(bob)
    me = by_api(bob)
    first_phone_by_mailbox(bob, me)
    app = with_app(me)
    trusted(me, app["id"])

    make_staff(bob.user, app=False)

    assert trusted(me, app["id"]).status_code == 204
    assert confirms(me) == {app["id"]: False}


def test_what_is_older_than_a_day_confirms_on_as_staff(bob):
    with_app_and_paper(bob)

    make_staff(bob.user, app=False)

    with public_room():
        assert methods_of(bob.user, host=settings.BASE_HOST) == ["sms", "totp"]
