"""Each operation of each document, asked by everybody who has no key for it."""

import pytest
from django.conf import settings

from config import problems
from tests import world
from tests.addresses import PUBLIC
from tests.fuzz.operations import PROVIDER, WORKSPACE, operations

pytestmark = pytest.mark.django_db


def refused(client, operation) -> bool:
    """401, in our one way of saying it, and with how to become known."""
    answer = client.generic(operation.method.upper(), operation.address(), b"{}")
    return (
        answer.status_code == 401
        and answer["Content-Type"] == problems.CONTENT_TYPE
        and answer["WWW-Authenticate"] == "Bearer"
        and answer.json()["code"] == "not_known"
    )


def opened(urlconf):
    """Beside the document itself, which names what there is."""
    found = {str(o) for o in operations(urlconf) if o.is_open}
    return found - {"GET /api/v1/schema/"}


def test_only_the_providers_own_document_is_open():
    assert opened(PROVIDER) == set()


def test_only_the_way_in_is_open_at_a_workspace():
    assert opened(WORKSPACE) == {
        f"{method} /api/v1/session/" for method in ("GET", "POST", "PUT", "DELETE")
    }


def test_only_the_ways_in_are_open_on_the_public_host():
    rooms = {path.split("/")[3] for _, path in map(str.split, opened(PUBLIC))}

    assert rooms == {"session", "sign-up", "invitation", "forgotten-password", "factor-recoveries"}
    assert not any("sessions" in each or "tickets" in each for each in opened(PUBLIC))


def test_a_workspace_answers_to_nobody_else(acme, charlie, provider_token):
    strangers = {
        "nobody": world.api_client(acme.host),
        "nonsense": world.api_client(acme.host, "nonsense"),
        "another tenant's owner": charlie.api_at(acme),
        "the provider": world.api_client(acme.host, provider_token),
    }
    asked = [(who, o) for who in strangers for o in operations(WORKSPACE) if not o.is_open]

    assert [f"{who}: {o}" for who, o in asked if not refused(strangers[who], o)] == []
    assert len(asked) > 160


def test_the_provider_host_answers_to_no_member(acme, alice):
    host = settings.PROVIDER_HOST
    strangers = {
        "nobody": world.api_client(host),
        "nonsense": world.api_client(host, "nonsense"),
        "a tenant's owner": world.api_client(host, alice.token),
    }
    asked = [(who, o) for who in strangers for o in operations(PROVIDER) if not o.is_open]

    assert [f"{who}: {o}" for who, o in asked if not refused(strangers[who], o)] == []
    assert len(asked) >= 9
