"""Walk every address of a workspace: strangers learn nothing at any of them."""

from __future__ import annotations

import re
import uuid
from functools import partial

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.middleware import OPEN_PATHS
from tenants.rooms import current_room, workspace_of
from tenants.router import is_workspace_app
from tests import make, world
from tests.addresses import WORKSPACE, addresses

pytestmark = pytest.mark.django_db


def guarded() -> list[str]:
    every = {each.filled(AnyId()) for each in addresses(WORKSPACE)}
    return sorted(every - OPEN_PATHS)


class AnyId(dict):
    def __missing__(self, name):
        return str(uuid.uuid4())


def test_there_are_pages_and_routes_to_guard():
    assert len(guarded()) > 20
    assert any(path.startswith("/api/v1/") for path in guarded())


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_nobody_passes_without_a_key(acme, charlie, method):
    for path in guarded():
        wanted = 401 if path.startswith("/api/") else 302
        anonymous = getattr(world.stranger_at(acme), method)(path)
        assert anonymous.status_code == wanted, path
        if wanted == 302:
            assert anonymous["Location"].startswith("/sign-in/?path="), path

        signed_in = getattr(charlie.at(acme), method)(path)
        assert signed_in.status_code == 404, path

        borrowed = world.stranger_at(acme)
        borrowed.cookies["__Host-sid"] = charlie.browser.cookies["__Host-sid"].value
        assert getattr(borrowed, method)(path).status_code == wanted, path

        if path.startswith("/api/"):
            assert getattr(charlie.api_at(acme), method)(path).status_code == 401, path


MARKER = "SIA Seen By Members Only"


def asked_of_the_workspace(ask) -> tuple[list[str], bytes]:
    """The workspace's tables that an answer was made from, and its body."""
    with CaptureQueriesContext(connection) as sent:
        body = ask().content
    inside = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if is_workspace_app(model._meta.app_label)
    }
    named = {name for query in sent for name in re.findall(r"\w+", query["sql"])}
    return sorted(inside & named), body


@pytest.fixture
def customer(acme):
    with workspace_of(acme):
        return make.party(name=MARKER)


def test_a_page_of_the_workspace_is_noticed_by_what_follows(customer, alice):
    tables, body = asked_of_the_workspace(lambda: alice.browser.get("/parties/"))

    assert "parties_party" in tables
    assert MARKER.encode() in body


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", sorted(OPEN_PATHS))
def test_an_address_that_stands_open_shows_nothing_of_the_workspace(
    acme, alice, charlie, customer, path, method
):
    """Open pages stand in the public room: the workspace is not reached from them."""
    for browser in (world.stranger_at(acme), charlie.at(acme), alice.browser):
        ask = partial(getattr(browser, method), path, {"path": f"/parties/{customer.pk}/"})
        tables, body = asked_of_the_workspace(ask)

        assert tables == []
        assert MARKER.encode() not in body
        assert current_room() is None
