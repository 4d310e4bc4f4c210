"""Walk every address of a workspace: strangers learn nothing at any of them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tenants.middleware import OPEN_PATHS
from tests import world

pytestmark = pytest.mark.django_db


def addresses(patterns: list, prefix: str = "/") -> Iterator[str]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield re.sub(r"<(?:\w+:)?\w+>", str(uuid.uuid4()), path)


def guarded() -> list[str]:
    every = addresses(get_resolver("config.urls_workspace").url_patterns)
    return sorted(set(every) - OPEN_PATHS)


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


def test_an_address_that_stands_open_shows_nothing_of_the_workspace(
    acme, django_assert_num_queries
):
    """Open pages stand in the public room: the workspace is not reached from them."""
    for path in OPEN_PATHS:
        response = world.stranger_at(acme).get(path)
        assert response.status_code in (302, 404, 405), path
