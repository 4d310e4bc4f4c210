"""Every address of the provider's host × everybody who is not the provider, with Acme's keys."""

from __future__ import annotations

import pytest
from django.conf import settings

from tenants.rooms import public_room
from tests import world
from tests.addresses import PROVIDER
from tests.isolation.asked import ANY, every, faults
from tests.isolation.planted import tables
from tests.users.staff import make_staff
from users.models import ApiToken

pytestmark = pytest.mark.django_db

FOR_ALL = {"/api/v1/schema/", "/api/v1/docs/", "/language/"}  # decision 0007
THE_WAY_IN = {"/sign-in/", "/enter/", "/sign-out/"}


def with_cookie(secret):
    """Sent with every request, whatever is answered."""
    client = world.api_client(settings.PROVIDER_HOST)
    client.defaults["HTTP_COOKIE"] = f"__Host-sid={secret}"
    return client


def wanted(address, method):
    """401 of the API; a page leads to the sign-in."""
    if address.path in FOR_ALL | THE_WAY_IN:
        return ANY
    return {401} if address.is_api else {302}


ACTORS = {
    "nobody": lambda p: world.api_client(settings.PROVIDER_HOST),
    "an owner's token": lambda p: world.api_client(settings.PROVIDER_HOST, p["alice"].token),
    "an owner's session of the public host": lambda p: with_cookie(
        world.sign_in(p["alice"].user, None)
    ),
    "an owner's session of the workspace": lambda p: with_cookie(
        world.sign_in(p["alice"].user, p["alice"].home)
    ),
    "another tenant's token": lambda p: world.api_client(
        settings.PROVIDER_HOST, p["charlie"].token
    ),
    "another tenant's session": lambda p: with_cookie(
        world.sign_in(p["charlie"].user, p["charlie"].home)
    ),
}


@pytest.mark.parametrize("who", ACTORS)
def test_who_is_not_the_provider_learns_and_changes_nothing(who, acme, ours, alice, charlie):
    with public_room():
        client = ACTORS[who]({"alice": alice, "charlie": charlie})
    before = tables(acme)

    answers = list(every(client, PROVIDER, ours))

    assert faults(answers, ours.signs, wanted) == []
    assert tables(acme) == before


DESKS = {
    "a program": lambda p: world.api_client(
        settings.PROVIDER_HOST, ApiToken.objects.make(name="desk")[1]
    ),
    "a person": lambda p: with_cookie(
        world.sign_in(make_staff(p.user, app=False), None, of_provider=True)
    ),
}


@pytest.mark.parametrize("which", DESKS)
def test_the_provider_sees_nothing_of_what_stands_in_a_workspace(acme, ours, alice, which):
    """It knows who its tenants are and who pays. What a tenant does, no address tells it."""
    with public_room():
        desk = DESKS[which](alice)
    inside = [key for name in ours.ids if name.endswith("_id") for key in ours.ids[name]]
    asked = ours.ids["confirmation_id"] + ours.ids["token_id"]  # they stand in the address

    answers = [each for each in every(desk, PROVIDER, ours) if each[1] == "GET"]
    shown = [each for each in answers if each[0].is_api or which == "a person"]

    signs = [*(set(inside) - set(asked)), ours.in_the_room]
    assert faults(answers, signs, lambda address, method: ANY) == []
    told = {answer.status_code for address, _, _, answer in shown if address.path not in THE_WAY_IN}
    assert told - {403, 405} == {200, 404}  # 403: what is a person's own
    assert sum(acme.name in answer.content.decode() for _, _, _, answer in shown) >= 2
