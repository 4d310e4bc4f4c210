"""The API of people: who may ask, which methods there are, and what no honest program sends.

Like the other files here, which walk the documents of programs; on this host a session asks.
"""

from __future__ import annotations

import json
from itertools import product

import pytest
from django.test import Client

from tenants.rooms import public_room
from tests import world
from tests.fuzz.operations import PUBLIC, allowed, operations
from tests.fuzz.test_no_other_route import METHODS, said_no
from tests.fuzz.test_odd_input import BODIES, QUERIES, VALUES, faults
from tests.fuzz.test_who_may_ask import refused
from tests.fuzz.witness import Witness, raised
from tests.users.by_api import by_api
from users.models import ApiToken

pytestmark = pytest.mark.django_db

ENDS = {"DELETE /api/v1/session/", "DELETE /api/v1/me/"}  # then nobody would be asking any more


def every():
    return list(operations(PUBLIC))


def taking():
    """Those that read a body."""
    return [each for each in every() if each.takes and str(each) not in ENDS]


@pytest.fixture
def proven(alice):
    """Alice's browser, in which she has just proven again who she is."""
    me = by_api(alice)
    me.prove()
    return me.client


def test_only_what_leads_in_is_open_to_strangers():
    opened = {str(each) for each in every() if each.is_open}
    assert {each for each in opened if not each.startswith("GET ")} <= {
        str(each) for each in every() if each.path.startswith(COMING_IN)
    }
    assert {"GET /api/v1/session/", "POST /api/v1/session/", "GET /api/v1/schema/"} <= opened
    assert not any(each.partition(" ")[2].startswith("/api/v1/me/") for each in opened)


COMING_IN = tuple(
    f"/api/v1/{name}/"
    for name in ("session", "sign-up", "forgotten-password", "invitation", "factor-recoveries")
)


def test_the_public_host_answers_to_no_token(alice, db):
    with public_room():
        desk = ApiToken.objects.make(name="desk")[1]
    strangers = {
        "nobody": world.api_client(world.HOST),
        "nonsense": world.api_client(world.HOST, "nonsense"),
        "an owner's program": world.api_client(world.HOST, alice.token),
        "the provider": world.api_client(world.HOST, desk),
    }
    asked = [(who, each) for who in strangers for each in every() if not each.is_open]

    assert [f"{who}: {each}" for who, each in asked if not refused(strangers[who], each)] == []
    assert len(asked) > 120


def test_a_method_that_is_not_named_is_refused_with_those_that_are(proven):
    addresses = {each.path: each.address("1") for each in every()}
    wrong = [
        f"{method} {path}"
        for path, methods in allowed(PUBLIC).items()
        for method in METHODS
        if method not in methods and "{" not in path
        if not said_no(proven, method, addresses[path], methods)
    ]

    assert wrong == []


def test_a_list_refuses_what_it_is_not_asked_for(proven):
    lists = [each for each in every() if each.is_list]

    told = {each.path: proven.get(each.path, {"surprise": "1"}) for each in lists}

    assert {path: answer.status_code for path, answer in told.items()} == dict.fromkeys(told, 400)
    assert set(told) == {f"/api/v1/{name}/" for name in LISTS}


LISTS = ("factors", "sessions", "programs", "workspaces")


@pytest.fixture
def ask(proven, monkeypatch):
    """As a server has it: what we did not foresee is a 500, and counted."""
    monkeypatch.setattr(Client, "store_exc_info", lambda *given, **more: None)
    strangers = world.stranger_at(None)

    def asking(operation, body=b"{}", query=""):
        client = strangers if operation.path.startswith(COMING_IN) else proven
        address = operation.address("1")
        with raised() as errors:
            answer = client.generic(
                operation.method.upper(),
                f"{address}?{query}" if query else address,
                body,
                content_type="application/json",
            )
        return [*errors, *Witness.faults_of(answer)]

    return asking


@pytest.mark.drill
def test_an_odd_body(ask):
    found = [(each, name, ask(each, BODIES[name])) for each, name in product(taking(), BODIES)]

    assert faults(found) == []


@pytest.mark.drill
def test_an_odd_value_of_each_field(ask):
    found = [
        (each, f"{value!r:.40}", ask(each, json.dumps(dict.fromkeys(each.fields, value)).encode()))
        for each, value in product(taking(), VALUES)
    ]

    assert faults(found) == []


@pytest.mark.drill
def test_an_odd_query(ask):
    reading = [each for each in every() if each.method == "get"]
    found = [(each, query, ask(each, query=query)) for each, query in product(reading, QUERIES)]

    assert faults(found) == []
