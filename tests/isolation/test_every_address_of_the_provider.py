"""Every address of the provider's host × everybody who is not the provider, with Acme's keys."""

from __future__ import annotations

import pytest
from django.conf import settings

from tenants.rooms import public_room
from tests import world
from tests.addresses import PROVIDER
from tests.isolation.asked import ANY, every, faults
from tests.isolation.planted import tables
from users.models import ApiToken

pytestmark = pytest.mark.django_db

FOR_ALL = {"/api/v1/schema/", "/api/v1/docs/", "/language/"}  # decision 0007


def with_cookie(secret):
    client = world.api_client(settings.PROVIDER_HOST)
    client.cookies["__Host-sid"] = secret
    return client


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

    assert (
        faults(
            answers, ours.signs, lambda address, method: ANY if address.path in FOR_ALL else {401}
        )
        == []
    )
    assert tables(acme) == before


def test_the_provider_sees_nothing_of_what_stands_in_a_workspace(acme, ours):
    """It knows who its tenants are and who pays. What a tenant does, no address tells it."""
    with public_room():
        desk = world.api_client(settings.PROVIDER_HOST, ApiToken.objects.make(name="desk")[1])
    inside = [key for name in ours.ids if name.endswith("_id") for key in ours.ids[name]]

    answers = [each for each in every(desk, PROVIDER, ours) if each[1] == "GET"]

    assert faults(answers, [*inside, ours.in_the_room], lambda address, method: ANY) == []
    assert {answer.status_code for _, _, _, answer in answers} == {200, 404, 405}
    assert sum(acme.name in answer.content.decode() for _, _, _, answer in answers) >= 2
