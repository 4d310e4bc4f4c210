"""The provider's API knows its own clients only."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from tenants.models import Tenant
from tenants.rooms import public_room
from tests import world
from tests.tenants.desk import PATH, bakery
from users.models import ApiToken

pytestmark = pytest.mark.django_db


def revoked():
    token, secret = ApiToken.objects.make(name="revoked")
    ApiToken.objects.filter(pk=token.pk).revoke(why="test")
    return secret


def expired():
    return ApiToken.objects.make(name="old", expires_at=timezone.now() - timedelta(seconds=1))[1]


def altered(provider):
    return provider.secret[:-1] + ("a" if provider.secret[-1] != "a" else "b")


@pytest.fixture(params=["none", "wrong", "altered", "revoked", "expired", "of a workspace"])
def bad_token(request, provider, alice):
    with public_room():
        return {
            "none": lambda: None,
            "wrong": lambda: "kon_wrong",
            "altered": lambda: altered(provider),
            "revoked": revoked,
            "expired": expired,
            "of a workspace": lambda: alice.token,
        }[request.param]()


def test_a_bad_token_is_401_everywhere_and_changes_nothing(bad_token, acme):
    client = world.api_client(settings.PROVIDER_HOST, bad_token)
    responses = [
        client.post(PATH, bakery(), format="json", headers={"Idempotency-Key": "key-1"}),
        client.get(PATH),
        client.get(f"{PATH}{acme.id}/"),
    ]

    for response in responses:
        assert (response.status_code, response.json()["code"]) == (401, "not_known")
        assert response["WWW-Authenticate"] == "Bearer"
    with public_room():
        assert Tenant.objects.count() == 2


def test_a_person_who_is_signed_in_on_the_public_host_is_nobody_here(alice):
    client = world.api_client(settings.PROVIDER_HOST)
    client.cookies["__Host-sid"] = world.sign_in(alice.user, None)

    assert client.get(PATH).status_code == 401


def test_the_token_of_the_provider_opens_no_workspace(provider, acme):
    client = world.api_client(acme.host, provider.secret)

    assert client.get("/api/v1/parties/").status_code == 401
