"""Every address of Acme's host × everybody who is not of Acme, with real keys of Acme's rows.

The addresses are read from the URLconf and the API's views: a new one is attacked by itself. What
an address wants is found by its name (`party_id`: the parties).
"""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from tenants.middleware import OPEN_PATHS, SAFE_METHODS
from tenants.models import Closure, Membership, Suspension
from tenants.rooms import public_room
from tests import world
from tests.addresses import WORKSPACE, addresses
from tests.isolation.asked import ANY, ask, every, faults, text_of, without_its_token
from tests.isolation.planted import at, tables
from users.models import ApiToken

pytestmark = pytest.mark.django_db


def with_cookie(acme, secret):
    browser = world.stranger_at(acme)
    browser.cookies["__Host-sid"] = secret
    return browser


def expired(person):
    token, secret = ApiToken.objects.make(name="old", membership=person.membership)
    ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    return secret


def of_nobody(acme, person):
    """A session and a token of somebody whose key was taken back: both stand for nothing."""
    browser, secret = person.at(acme), person.token
    with public_room():
        Membership.objects.filter(pk=person.membership.pk).delete()
    browser.defaults["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return browser


# Who asks, and what a page and the API say to them.
ACTORS = {
    "nobody": (lambda acme, p: world.stranger_at(acme), 302, 401),
    "signed in here, without a key": (lambda acme, p: p["charlie"].at(acme), 404, 404),
    "a session of another workspace": (
        lambda acme, p: with_cookie(acme, world.sign_in(p["charlie"].user, p["charlie"].home)),
        302,
        401,
    ),
    "a member's session of the public host": (
        lambda acme, p: with_cookie(acme, world.sign_in(p["alice"].user, None)),
        302,
        401,
    ),
    "a token of another workspace": (lambda acme, p: p["charlie"].api_at(acme), 302, 401),
    "a token of the provider": (
        lambda acme, p: world.api_client(acme.host, ApiToken.objects.make(name="desk")[1]),
        302,
        401,
    ),
    "a token whose time is over": (
        lambda acme, p: world.api_client(acme.host, expired(p["alice"])),
        302,
        401,
    ),
    "a member whose key was taken back": (lambda acme, p: of_nobody(acme, p["bob"]), 404, 401),
}


@pytest.mark.parametrize("who", ACTORS)
def test_who_has_no_key_learns_and_changes_nothing(who, acme, globex, ours, alice, bob, charlie):
    make, page, api = ACTORS[who]
    with public_room():
        client = make(acme, {"alice": alice, "bob": bob, "charlie": charlie})
    before = tables(acme, globex)

    answers = list(every(client, WORKSPACE, ours))
    after = tables(acme, globex)

    def wanted(address, method):
        return ANY if address.path in OPEN_PATHS else {api if address.is_api else page}

    assert faults(answers, ours.signs, wanted) == []
    assert len(answers) > 150
    assert changed(before, after) == []


# These want more than an address: a logo that was put, an allocation that is named in the body, an
# invitation that was not withdrawn before.
WANT_MORE = {
    "/settings/logo/",
    "/money/{payment_id}/take-back/",
    "/api/v1/invitations/{invitation_id}/letter/",
}
# Who did not ask for it finds nothing there.
ANOTHERS = "confirm"


def in_rooms(tenant):
    """Of the workspace alone: in the public room she leaves lines."""
    return {at: held for at, held in tables(tenant).items() if at.startswith(tenant.schema_name)}


def changed(before, after):
    return [name for name in before if before[name] != after[name]]


def test_every_address_is_there_for_who_may_come_in(ours, theirs, acme, globex, alice):
    """Or the attacks would prove nothing. To the owner nothing of Globex is shown either, and what
    she may change is changed in Acme's tables, none of it next door."""
    home, next_door = in_rooms(acme), in_rooms(globex)
    answers = list(every(alice.browser, WORKSPACE, ours))

    assert len(changed(home, in_rooms(acme))) > 5
    assert changed(next_door, in_rooms(globex)) == []
    there = {a.path for a, _, _, answer in answers if answer.status_code not in (404, 405)}
    assert {a.path for a in addresses(WORKSPACE)} - there - OPEN_PATHS == WANT_MORE
    assert faults(answers, theirs.signs, lambda address, method: ANY) == []
    assert sum(ours.mark in text_of(answer) for _, _, _, answer in answers) > 20


def test_keys_of_another_tenants_rows_lead_to_nothing(ours, theirs, acme, charlie):
    """The owner of Globex, at home, with Acme's keys: word for word what a made-up key gets."""
    before = tables(acme)
    client, made_up = charlie.browser, str(uuid.uuid4())
    client.get("/nothing-here/")  # the first page brings what protects its forms,
    asked = list(every(client, WORKSPACE, ours, with_a_key=True))
    client.get("/nothing-here/")  # and the next one what the attack had to be told
    missing = {
        (a.path, method): ask(client, a, method, a.filled(dict.fromkeys(a.wants, made_up)))
        for a in addresses(WORKSPACE)
        for method in a.methods
        if a.wants
    }

    wrong = []
    for address, method, path, answer in asked:
        other = missing[address.path, method]
        (key,) = [key for name in address.wants for key in ours.ids[name] if key in path]
        same = without_its_token(answer).replace(key, made_up) == without_its_token(other)
        if answer.status_code not in (404, 405) or not same:
            wrong.append(f"{method} {path}: {answer.status_code}, and {other.status_code}")
    assert wrong == []
    assert len(asked) > 80
    assert faults(asked, ours.signs, lambda address, method: ANY) == []
    assert tables(acme) == before


def refused(address, method):
    return {403, 404, 405} if ANOTHERS in address.path else {403, 405}


def test_a_viewer_changes_nothing(ours, vera, acme, globex):
    before = tables(acme, globex)

    answers = [
        each for each in every(vera.browser, WORKSPACE, ours) if each[0].path not in OPEN_PATHS
    ]

    assert tables(acme, globex) == before
    changes = [(a, m, p, answer) for a, m, p, answer in answers if m not in SAFE_METHODS]
    assert faults(changes, [globex.name], refused) == []
    assert faults(answers, [globex.name], lambda address, method: ANY) == []


def suspend(tenant):
    with public_room():
        Suspension.objects.create(tenant=tenant, reason="The provider's words")
        tenant.settle()


def close(tenant):
    with public_room():
        Closure.objects.create(tenant=tenant)
        tenant.settle()


@pytest.mark.django_db(transaction=True)
def test_a_closed_workspace_tells_everybody_the_same(ours, acme, globex, alice, charlie):
    clients = [alice.browser, charlie.api_at(acme), world.stranger_at(acme)]
    close(acme)
    before = tables(acme, globex)

    for client in clients:
        answers = every(client, WORKSPACE, ours)
        assert faults(answers, [ours.mark, acme.schema_name], lambda address, method: {410}) == []

    assert tables(acme, globex) == before


@pytest.mark.django_db(transaction=True)
def test_a_suspended_workspace_is_read_by_its_own_and_written_by_nobody(ours, acme, globex, alice):
    browser = alice.browser
    suspend(acme)
    before = tables(acme, globex)

    answers = [each for each in every(browser, WORKSPACE, ours) if each[0].path not in OPEN_PATHS]

    changes = [each for each in answers if each[1] not in SAFE_METHODS]
    assert faults(answers, [globex.name], lambda address, method: ANY) == []
    assert faults(changes, [], lambda address, method: {409}) == []
    assert tables(acme, globex) == before


def test_a_key_of_a_closed_or_suspended_workspace_opens_no_other(ours, acme, globex, charlie):
    """Its session and its token are good nowhere but there, and there they lead to nothing."""
    cookie, token = world.sign_in(charlie.user, globex), charlie.token
    for happens in (suspend, close):
        happens(globex)
        for client in (with_cookie(acme, cookie), world.api_client(acme.host, token)):
            answers = every(client, WORKSPACE, ours)
            assert (
                faults(
                    answers,
                    ours.signs,
                    lambda a, m: ANY if a.path in OPEN_PATHS else {401 if a.is_api else 302},
                )
                == []
            )


def test_every_address_is_asked_with_a_real_key(ours):
    assert {name for each in addresses(WORKSPACE) for name in each.wants} <= set(ours.ids)
    assert all(keys for each in addresses(WORKSPACE) for keys in [at(each, ours)])
