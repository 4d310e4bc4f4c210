"""Headers that a proxy would set, sent by somebody else: with no proxy trusted, none has an effect."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from tenants.actor import Actor
from tenants.rooms import public_room
from tests import world
from tests.jobs_run import run_jobs
from tests.users.browser import PUBLIC, Browser
from tests.users.factors import signed_in
from users.models import Session
from users.workflows.tokens import make_token

pytestmark = pytest.mark.django_db

EVIL = "evil.example"
HOSTS = {
    "x-forwarded-host": EVIL,
    "x-forwarded-server": EVIL,
    "x-host": EVIL,
    "x-original-host": EVIL,
    "forwarded": f"for=10.0.0.1;host={EVIL};proto=https",
    "x-original-url": "/account/",
    "x-rewrite-url": "/account/",
    "x-forwarded-port": "80",
    "x-forwarded-prefix": f"//{EVIL}",
}


def addresses_from(each):
    """Every header in which a proxy tells whom it speaks for."""
    said = f"10.0.0.{each}"
    return {
        "x-forwarded-for": f"{said}, 10.9.9.{each}",
        "x-real-ip": said,
        "x-client-ip": said,
        "client-ip": said,
        "true-client-ip": said,
        "cf-connecting-ip": said,
        "forwarded": f"for={said}",
    }


def test_no_proxy_is_trusted_here():
    assert settings.ALLAUTH_TRUSTED_PROXY_COUNT == 0
    assert settings.SECURE_PROXY_SSL_HEADER is None
    assert not settings.USE_X_FORWARDED_HOST
    assert not settings.USE_X_FORWARDED_PORT


def test_another_address_each_time_is_one_computer_all_the_same(db):
    statuses = []
    for each in range(12):
        browser = Browser(**addresses_from(each))
        browser.open(f"{PUBLIC}/sign-in/")
        page = browser.send(login=f"leaked{each}@acme.example", password="a wrong passphrase")
        statuses.append(page.status_code == 429 or "Too many tries" in page.content.decode())

    assert statuses == [False] * 10 + [True] * 2


def test_the_list_of_devices_shows_where_a_sign_in_came_from(alice):
    signed_in(alice.email, **addresses_from(7))

    with public_room():
        [session] = Session.objects.filter(user=alice.user)
    assert session.network == "127.0.0.0/24"


def test_a_token_for_some_addresses_believes_none_that_is_only_said(alice):
    with public_room():
        told = {"name": "Shop", "days": 30, "scopes": "write", "addresses": "10.0.0.0/8"}
        _, secret = make_token(by=Actor(user=alice.user), membership=alice.membership, **told)
    program = world.api_client(alice.home.host, secret)

    for each in range(3):
        answer = program.get("/api/v1/company/", headers=addresses_from(each))
        assert answer.status_code == 403, answer.content
        assert answer.json()["code"] == "token_address"


def test_a_link_in_a_mail_leads_to_us_whatever_host_was_said(alice):
    browser = Browser(**HOSTS)
    browser.open(f"{PUBLIC}/password/forgotten/")
    browser.send(email=alice.email)
    run_jobs()

    [letter] = mail.outbox
    assert f"{PUBLIC}/password/new/" in letter.body
    assert EVIL not in letter.body + str(letter.alternatives)


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/devices/", "/sign-up/", "/go/acme/?state=x"])
def test_no_page_and_no_redirect_names_a_host_that_was_said(path, acme, alice):
    for client in (world.stranger_at(None), alice.at(None)):
        plain = client.get(path)
        spoofed = client.get(path, headers=HOSTS)

        assert spoofed.status_code == plain.status_code
        assert EVIL not in f"{spoofed.headers}{spoofed.content.decode()}"


@pytest.mark.parametrize(
    "host",
    [
        EVIL,
        f"kontor.localhost:8443@{EVIL}",
        f"kontor.localhost.{EVIL}",
        f"{EVIL}#kontor.localhost",
        f"{EVIL}/kontor.localhost",
        "kontor.localhost evil.example",
        "nobody.kontor.localhost",
        "acme.kontor.localhost:8443:8443",
        "..acme.kontor.localhost",
        "",
    ],
)
def test_a_host_that_nobody_has_gets_no_page_no_cookie_and_no_mail(host, alice):
    client = Client(headers={"host": host})
    client.raise_request_exception = False

    for answer in (
        client.get("/password/forgotten/", secure=True),
        client.post("/password/forgotten/", {"email": alice.email}, secure=True),
    ):
        assert answer.status_code in (400, 404)
        assert not answer.cookies
    run_jobs()
    assert mail.outbox == []


def test_tls_is_not_what_a_header_says(acme, alice):
    """Plain HTTP that claims to have been TLS: refused, and the token is revoked."""
    client = Client(headers={"host": f"{acme.host}:8443", "x-forwarded-proto": "https"})
    said = {"x-forwarded-ssl": "on", "front-end-https": "on", "forwarded": "proto=https"}
    token = alice.token

    answer = client.get("/api/v1/company/", headers={**said, "authorization": f"Bearer {token}"})

    assert answer.status_code == 403
    assert world.api_client(acme.host, token).get("/api/v1/company/").status_code == 401


def test_another_method_is_not_what_a_header_or_a_field_says(alice):
    """`_method` and its like would turn a harmless request into another one."""
    for name in ("x-http-method-override", "x-http-method", "x-method-override"):
        answer = alice.api.post(
            f"/api/v1/members/{alice.membership.pk}/", {}, headers={name: "DELETE"}
        )
        assert answer.status_code == 405
    alice.browser.get(f"/people/{alice.membership.pk}/removal/?_method=POST")
    with public_room():
        alice.membership.refresh_from_db()
