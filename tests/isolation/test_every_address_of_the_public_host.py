"""Every address of the public host × everybody, with the name and the keys of Acme.

What names a workspace is its owner's (or, to go there, its people's); to others there is nothing.
"""

from __future__ import annotations

import pytest

from tenants.rooms import public_room
from tests import world
from tests.addresses import PUBLIC, addresses
from tests.isolation.asked import ANY, every, faults
from tests.isolation.planted import tables
from users.models import ApiToken

pytestmark = pytest.mark.django_db

SIGN_IN, NOT_KNOWN, NOTHING = 302, 401, 404
NOT_SO = 405  # of a page that takes one method only


def with_cookie(secret):
    browser = world.stranger_at(None)
    browser.cookies["__Host-sid"] = secret
    return browser


def with_token(secret):
    browser = world.stranger_at(None)
    browser.defaults["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return browser


ACTORS = {
    "nobody": (lambda p: world.stranger_at(None), SIGN_IN),
    "the owner of another workspace": (lambda p: p["charlie"].at(None), NOTHING),
    "an owner's session of the workspace": (
        lambda p: with_cookie(world.sign_in(p["alice"].user, p["alice"].home)),
        SIGN_IN,
    ),
    "a session of another workspace": (
        lambda p: with_cookie(world.sign_in(p["charlie"].user, p["charlie"].home)),
        SIGN_IN,
    ),
    "an owner's token of the workspace": (lambda p: with_token(p["alice"].token), SIGN_IN),
    "a token of the provider": (
        lambda p: with_token(ApiToken.objects.make(name="desk")[1]),
        SIGN_IN,
    ),
    "a member who does not own it": (lambda p: p["bob"].at(None), NOTHING),
    "a viewer": (lambda p: p["vera"].at(None), NOTHING),
}
OF_ACME = {"a member who does not own it", "a viewer"}


@pytest.mark.parametrize("who", ACTORS)
def test_who_does_not_own_a_workspace_learns_and_changes_nothing(
    who, acme, globex, ours, theirs, alice, bob, charlie, vera
):
    make, refusal = ACTORS[who]
    with public_room():
        client = make({"alice": alice, "bob": bob, "charlie": charlie, "vera": vera})
    before = tables(acme, globex)

    answers = list(every(client, PUBLIC, ours))

    def wanted(address, method):
        if who in OF_ACME and address.path == "/go/{slug}/":
            return {302, NOT_SO}
        if who in OF_ACME and address.path == "/go/{slug}/second-factor/":
            return {302, NOTHING, NOT_SO}  # on, where no factor is wanted of them
        if who in OF_ACME and address.path == "/workspaces/{slug}/leave/":
            return {200}  # the name has to be typed
        if who in OF_ACME and address.path == "/api/v1/workspaces/{slug}/":
            return {200}
        said = NOT_KNOWN if address.is_api and refusal == SIGN_IN else refusal
        return {said, NOT_SO} if "slug" in address.wants else ANY

    signs = [ours.mark, acme.schema_name] if who in OF_ACME else ours.signs
    assert faults(answers, signs, wanted) == []
    assert tables(acme, globex) == before


def test_every_page_about_a_workspace_is_there_for_its_owner(ours, theirs, alice):
    answers = list(every(alice.at(None), PUBLIC, ours))

    there = {a.path for a, _, _, answer in answers if answer.status_code not in (404, 405)}
    asked = {address.path for address, _, _, _ in answers}
    about = {each.path for each in addresses(PUBLIC) if "slug" in each.wants} & asked
    assert len(about) > 10
    assert about - there == set()
    assert faults(answers, theirs.signs, lambda address, method: ANY) == []
