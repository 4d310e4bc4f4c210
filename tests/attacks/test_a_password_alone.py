"""Who has somebody's password, and nothing else of theirs, confirms nothing."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone
from fido2.utils import websafe_decode

from config.confirming import Done, Operation, register
from tenants.rooms import public_room
from tests.users.browser import PUBLIC
from tests.users.confirming import last_code
from tests.users.factors import add_app, code_of, prove, signed_in
from tests.users.passkey import Passkey
from users.errors import WrongCode
from users.models import Confirmation, Phone
from users.workflows import confirm
from users.workflows.proofs import by_code, by_passkey, methods_of

pytestmark = pytest.mark.django_db

TAKE = Operation(
    kind="test.take", says=lambda payload: "Take it?", does=lambda payload, asker: Done(says="Yes.")
)


@pytest.fixture(autouse=True)
def registered(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"
    register(TAKE)


def asked(person) -> Confirmation:
    with public_room():
        new = confirm.ask(TAKE, {}, user=person.user)
        return Confirmation.objects.select_related("user", "decision").get(pk=new.pk)


def methods(person) -> list[str]:
    with public_room():
        return methods_of(person.user, host=settings.BASE_HOST)


def confirmed(person, proof) -> bool:
    asking = asked(person)
    with public_room():
        try:
            confirm.consume(asking, proof(asking))
        except WrongCode:
            return False
    return True


def test_an_app_that_the_password_alone_has_added_confirms_nothing_for_a_day(alice):
    secret, _ = add_app(signed_in(alice.email))

    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert methods(alice) == ["sms"]
        assert not confirmed(alice, lambda asking: by_code(code_of(secret)))
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert methods(alice) == ["sms", "totp"]
        assert confirmed(alice, lambda asking: by_code(code_of(secret)))


def test_nor_does_a_passkey_that_such_an_app_has_let_in(alice):
    browser = signed_in(alice.email)
    _, codes = add_app(browser)
    key = Passkey()
    prove(browser, "/security/passkeys/add/", code=codes[0])
    [told] = re.findall(r'data-options="([^"]+)"', browser.page.content.decode())
    asked_for = websafe_decode(json.loads(html.unescape(told))["publicKey"]["challenge"])
    browser.send(name="Mine", credential=json.dumps(key.made(asked_for, PUBLIC)))

    def signed(asking):
        return by_passkey(json.dumps(key.sign(asking.challenge, PUBLIC)), PUBLIC)

    assert "passkey" not in methods(alice)
    assert not confirmed(alice, signed)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert confirmed(alice, signed)


def test_who_has_no_phone_begins_with_it_at_once(alice):
    with public_room():
        Phone.objects.filter(user=alice.user).delete()
    secret, _ = add_app(signed_in(alice.email))

    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert confirmed(alice, lambda asking: by_code(code_of(secret)))


def test_the_phone_says_yes_to_a_new_app_on_the_way_after_its_codes(alice, settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"
    browser = signed_in(alice.email)
    add_app(browser)
    [there] = re.findall(r'href="(/security/factors/\d+/trust/)"', browser.page.content.decode())
    assert methods(alice) == ["sms"]

    browser.open(f"{PUBLIC}{there}")
    page = browser.send()
    assert "confirm what you do?" in page.content.decode()
    browser.send(code=last_code())

    assert browser.path == "/security/"
    assert methods(alice) == ["sms", "totp"]
    assert "/trust/" not in browser.page.content.decode()
    browser.open(f"{PUBLIC}{there}")
    assert browser.path == "/security/"


def test_without_a_phone_that_confirms_there_is_nobody_to_say_yes(alice):
    with public_room():
        later = timezone.now() + timedelta(hours=3)
        Phone.objects.filter(user=alice.user).update(confirms_from=later)
    browser = signed_in(alice.email)
    add_app(browser)

    assert "/trust/" not in browser.page.content.decode()
    assert "/trust/" not in browser.open(f"{PUBLIC}/security/").content.decode()
