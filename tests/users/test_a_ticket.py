"""A ticket by itself: what it is bound to, each bond alone."""

import pytest
from django.db import transaction

from config.digests import digest_of
from tenants.rooms import public_room
from tests import world
from users.models import Session, Ticket
from users.sessions import session_digest

pytestmark = pytest.mark.django_db

STATE = "a nonce"


@pytest.fixture
def secret(acme, alice):
    with public_room():
        session = Session.objects.get(pk=session_digest(world.sign_in(alice.user, None)))
        return Ticket.objects.issue(session=session, tenant=acme, state=STATE)


def redeemed(secret, tenant, state=STATE):
    with public_room(), transaction.atomic():
        ticket = Ticket.objects.redeem(secret, tenant=tenant, state_digest=digest_of(state))
        return ticket and ticket.session.user.email


def test_it_says_who_is_coming(acme, secret):
    assert redeemed(secret, acme) == "alice@acme.example"


def test_it_works_once(acme, secret):
    redeemed(secret, acme)

    assert redeemed(secret, acme) is None


def test_it_works_for_its_tenant_only_and_is_not_lost_by_the_try(acme, globex, secret):
    assert redeemed(secret, globex) is None
    assert redeemed(secret, acme) == "alice@acme.example"


def test_it_works_with_its_nonce_only_and_one_try_is_all(acme, secret):
    assert redeemed(secret, acme, state="another nonce") is None
    assert redeemed(secret, acme) is None


@pytest.mark.parametrize("state", ["", "None"])
def test_no_nonce_is_no_match(acme, secret, state):
    assert redeemed(secret, acme, state=state) is None


def test_its_secret_is_in_no_row(acme, secret, text_of_public_room):
    text = text_of_public_room()

    assert secret not in text
    assert STATE not in text
    assert digest_of(secret) in text
