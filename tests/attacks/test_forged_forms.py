"""Another site makes somebody's browser send our forms: each address of the public host and of a
workspace refuses what comes without the form's token, or from another origin."""

from __future__ import annotations

import re
import uuid

import pytest

from tenants.rooms import public_room
from tests import world
from tests.addresses import PUBLIC, WORKSPACE, addresses
from tests.users.browser import Browser
from users.models import Session

pytestmark = pytest.mark.django_db

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
# Gateways send here what became of a message: no browser, no session, a secret in the address.
OF_GATEWAYS = re.compile(r"^/(sms|mail)/")
ORIGINS = [
    "https://evil.example",
    "null",
    "https://kontor.localhost",  # another port is another origin
    "http://kontor.localhost:8443",
    "https://kontor.localhost:8443.evil.example",
    "https://globex.kontor.localhost:8443",
]


def forms_of(urlconf):
    """Every address and method that changes something, with some id where one is wanted."""
    for address in addresses(urlconf):
        if not OF_GATEWAYS.match(address.path):
            path = address.filled({name: _some(name) for name in address.wants})
            for method in sorted(UNSAFE & set(address.methods)):
                yield method, path, address


def _some(name):
    return {"slug": "acme", "pk": "1", "factor_id": "1"}.get(name) or str(uuid.uuid4())


def checking(client):
    client.handler.enforce_csrf_checks = True
    return client


def sent(client, method, path, address, **headers):
    kind = "application/json" if address.is_api else "application/x-www-form-urlencoded"
    return client.generic(method, path, b"{}", content_type=kind, headers=headers)


@pytest.mark.parametrize("urlconf", [PUBLIC, WORKSPACE])
def test_no_form_is_taken_without_its_token(urlconf, alice, acme):
    browser = checking(alice.at(acme if urlconf == WORKSPACE else None))

    passed = [
        f"{method} {path}: {answer.status_code}"
        for method, path, address in forms_of(urlconf)
        if (answer := sent(browser, method, path, address)).status_code != 403
    ]

    assert passed == []
    assert len(list(forms_of(urlconf))) > 25


def test_no_form_of_a_stranger_is_taken_without_its_token(db):
    browser = checking(world.stranger_at(None))

    passed = [
        f"{method} {path}: {answer.status_code}"
        for method, path, address in forms_of(PUBLIC)
        if (answer := sent(browser, method, path, address)).status_code
        not in ((401, 403) if address.is_api else (403,))
    ]

    assert passed == []


def test_an_api_that_is_open_to_strangers_wants_the_token_too(db):
    """Otherwise another site could sign somebody's browser in, up or out by it."""
    browser = checking(world.stranger_at(None))

    told = {
        path: answer.json()["code"]
        for method, path, address in forms_of(PUBLIC)
        if address.is_api and (answer := sent(browser, method, path, address)).status_code == 403
    }

    assert {"/api/v1/session/", "/api/v1/sign-up/", "/api/v1/factor-recoveries/stop/"} < set(told)
    assert set(told.values()) == {"csrf"}


def test_an_api_takes_the_token_of_its_own_browser_and_origin_only(alice):
    browser = checking(alice.at(None))
    token = browser.get("/api/v1/session/").json()["csrf_token"]
    here = {"x-csrftoken": token, "origin": "https://kontor.localhost:8443"}

    def patched(**headers):
        kind = "application/json"
        return browser.patch(
            "/api/v1/me/", '{"name": "Mallory"}', content_type=kind, headers={**here, **headers}
        )

    for origin in ORIGINS:
        assert patched(origin=origin).json()["code"] == "csrf", origin
    assert patched(**{"x-csrftoken": "a" * 64}).json()["code"] == "csrf"
    assert browser.get("/api/v1/me/").json()["name"] == "Alice"
    assert patched().json()["name"] == "Mallory"


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_form_with_its_token_is_refused_from_another_origin(origin, alice):
    browser = checking(alice.at(None))
    page = browser.get("/devices/").content.decode()
    [token, *_] = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)

    forged = browser.post(
        "/devices/", {"end": "all", "csrfmiddlewaretoken": token}, headers={"origin": origin}
    )

    assert forged.status_code == 403
    with public_room():
        assert Session.objects.filter(user=alice.user).exists()


def test_a_form_without_an_origin_needs_a_page_of_the_same_host_before_it(alice):
    browser = checking(alice.at(None))
    page = browser.get("/devices/").content.decode()
    [token, *_] = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)

    for referer in ("", "https://evil.example/", "https://globex.kontor.localhost:8443/"):
        forged = browser.post(
            "/devices/", {"end": "all", "csrfmiddlewaretoken": token}, headers={"referer": referer}
        )
        assert forged.status_code == 403, referer


def test_a_token_of_one_browser_is_none_in_another(alice, bob):
    mine, theirs = checking(bob.at(None)), checking(alice.at(None))
    page = mine.get("/devices/").content.decode()
    [token, *_] = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    theirs.get("/devices/")

    forged = theirs.post(
        "/devices/",
        {"end": "all", "csrfmiddlewaretoken": token},
        headers={"origin": "https://kontor.localhost:8443"},
    )

    assert forged.status_code == 403


def test_signing_somebody_in_as_the_attacker_is_refused_too(alice):
    """Login CSRF: what the victim then types would land in the attacker's workspace."""
    victim = Browser()
    victim.open("https://kontor.localhost:8443/sign-in/")
    client = victim.hosts[world.HOST]
    fields = {"login": alice.email, "password": world.PASSWORD}

    assert client.post("/sign-in/", fields).status_code == 403
    assert client.get("/devices/").status_code == 302
