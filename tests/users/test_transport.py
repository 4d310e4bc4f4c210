"""Plain HTTP: an API is refused and a token that came is revoked; a page is sent to TLS."""

import json
import logging
from base64 import b64encode

import pytest
from django.test import Client

from config.logs import formatter
from tenants.models import PublicEntry
from tenants.rooms import public_room
from tests import world
from users.models import ApiToken

pytestmark = pytest.mark.django_db


def plain(host, method, path, **headers):
    return getattr(Client(headers={"host": host, **headers}), method)(path)


def is_live(secret):
    with public_room():
        return ApiToken.objects.of_secret(secret).live().exists()


@pytest.fixture
def provider_token(db):
    with public_room():
        return ApiToken.objects.make(name="provider")[1]


def refused(answer):
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["code"] == "https_required"
    return True


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "head", "options"])
def test_an_api_is_refused_and_not_redirected(acme, method):
    answer = plain(f"{acme.host}:8080", method, "/api/v1/parties/")

    assert answer.status_code == 403
    assert "Location" not in answer


@pytest.mark.parametrize(
    "host",
    ["acme.kontor.localhost", world.HOST, "provider.kontor.localhost", "no.kontor.localhost"],
)
def test_a_token_that_came_is_revoked_on_every_host(alice, host):
    assert refused(
        plain(f"{host}:8080", "get", "/api/v1/x/", authorization=f"Bearer {alice.token}")
    )

    assert not is_live(alice.token)


@pytest.mark.parametrize("host", ["evil.example", "10.0.0.7", "[::1]", "a b", ""])
def test_a_token_that_came_is_revoked_whatever_the_host_header_says(alice, host):
    assert refused(plain(host, "get", "/api/v1/x/", authorization=f"Bearer {alice.token}"))

    assert not is_live(alice.token)


def test_a_provider_s_token_is_revoked_as_well(provider_token):
    host = "provider.kontor.localhost:8080"
    assert refused(plain(host, "get", "/api/v1/tenants/", authorization=f"Bearer {provider_token}"))

    assert not is_live(provider_token)
    assert world.api_client("provider.kontor.localhost", provider_token).get(
        "/api/v1/tenants/"
    ).status_code in (401, 404)


def test_a_revoked_token_is_good_for_nothing_over_tls(acme, alice):
    assert alice.api.get("/api/v1/parties/").status_code != 401

    plain(f"{acme.host}:8080", "get", "/api/v1/parties/", authorization=f"Bearer {alice.token}")

    assert alice.api.get("/api/v1/parties/").status_code == 401


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "Token", "Api-Key", ""])
def test_a_token_is_found_under_any_name(acme, alice, scheme):
    plain(acme.host, "get", "/api/v1/x/", authorization=f"{scheme} {alice.token}")

    assert not is_live(alice.token)


def test_a_token_in_an_address_or_another_header_is_found(acme, alice, bob):
    refused(plain(acme.host, "get", f"/invoices/?token={alice.token}"))
    refused(plain(acme.host, "get", "/api/v1/x/", **{"x-api-key": bob.token}))

    assert not is_live(alice.token)
    assert not is_live(bob.token)


def test_a_token_in_a_path_is_found_and_no_log_line_shows_it(acme, alice):
    refused(plain(acme.host, "get", f"/api/v1/{alice.token}/"))

    assert not is_live(alice.token)
    refusal = logging.makeLogRecord({"msg": "Forbidden: %s", "args": (f"/x/{alice.token}/",)})
    line = json.loads(formatter().format(refusal))["event"]
    assert line == f"Forbidden: /x/{alice.token[:12]}…/"


@pytest.mark.parametrize("pair", ["{}:", "token:{}"])
def test_a_token_sent_as_a_password_is_found(acme, alice, pair):
    hidden = b64encode(pair.format(alice.token).encode()).decode()
    refused(plain(acme.host, "get", "/api/v1/x/", authorization=f"Basic {hidden}"))

    assert not is_live(alice.token)


@pytest.mark.parametrize("hidden", ["", "a", "é", "===="])
def test_a_password_that_cannot_be_read_is_refused_like_any_other(acme, hidden):
    assert refused(plain(acme.host, "get", "/api/v1/x/", authorization=f"Basic {hidden}"))


@pytest.mark.parametrize("path", ["/", "/no-such-page/", "/api/v1/parties/"])
def test_nothing_of_a_workspace_is_kept_in_a_cache(alice, path):
    assert alice.browser.get(path)["Cache-Control"] == "private, no-store"


def test_a_page_that_is_asked_for_with_a_token_is_refused_too(acme, alice):
    assert refused(plain(acme.host, "get", "/", authorization=f"Bearer {alice.token}"))

    assert not is_live(alice.token)


def test_revoking_leaves_one_line_without_the_secret(acme, alice):
    for _ in range(2):
        plain(acme.host, "get", "/api/v1/x/", authorization=f"Bearer {alice.token}")

    with public_room():
        [line] = PublicEntry.objects.filter(verb="token.revoked")
        assert (line.tenant_id, line.subject) == (acme.pk, alice.token[:12])


def test_other_tokens_stay(alice, bob, acme):
    plain(acme.host, "get", "/api/v1/x/", authorization=f"Bearer {alice.token}")

    assert is_live(bob.token)


@pytest.mark.parametrize("host", [world.HOST, "acme.kontor.localhost", "ACME.kontor.localhost."])
def test_a_page_is_sent_to_tls_with_its_path_and_query(acme, host):
    answer = plain(f"{host}:8080", "get", "/invoices/?page=2&q=a%20b")

    assert answer.status_code == 301
    to = host.lower().rstrip(".")
    assert answer["Location"] == f"https://{to}:8443/invoices/?page=2&q=a%20b"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "no.kontor.localhost",
        "kontor.localhost.evil.example",
        "evilkontor.localhost",
    ],
)
def test_nobody_is_sent_to_a_host_that_is_not_ours(acme, host):
    answer = plain(f"{host}:8080", "get", "/")

    assert answer.status_code == 403
    assert "Location" not in answer


def test_the_provider_s_host_has_no_pages_to_be_sent_to(db):
    assert refused(plain("provider.kontor.localhost:8080", "get", "/"))


def test_a_form_sent_in_clear_is_refused_and_not_redirected(acme):
    assert refused(plain(world.HOST, "post", "/sign-in/"))


def test_a_header_does_not_make_a_request_secure(acme):
    answer = plain(
        acme.host, "get", "/", **{"x-forwarded-proto": "https", "forwarded": "proto=https"}
    )

    assert answer.status_code == 301


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/password/forgotten/", "/no-such-page/"])
def test_every_page_brings_hsts_and_a_strict_policy(path, acme):
    answer = world.stranger_at(None).get(path)
    policy = answer["Content-Security-Policy"]

    assert answer["Strict-Transport-Security"].startswith("max-age=63072000; includeSubDomains")
    assert "unsafe-" not in policy
    assert {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} <= {
        part.strip() for part in policy.split(";")
    }
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/signed-out/", "/sign-up/", "/no-such-page/"])
def test_no_page_has_script_or_style_inside(path, acme, alice):
    for browser in (world.stranger_at(None), alice.at(None)):
        page = browser.get(path, follow=True).content.decode()

        assert "<style" not in page
        assert " style=" not in page
        assert "<script>" not in page
        assert " onclick=" not in page
