"""Three cookies, each of one host only, and nothing in them that means anything."""

import re

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tenants.rooms import public_room
from tests import world
from tests.users.browser import PUBLIC, Browser, sign_in
from users.middleware import SessionMiddleware
from users.models import Session
from users.sessions import session_digest

pytestmark = pytest.mark.django_db

NAMES = {"__Host-sid", "__Host-csrf", "__Host-lang"}


@pytest.fixture
def walk(acme, alice):
    """Alice comes in, changes the language and her password, and leaves."""
    browser = Browser()
    browser.open(f"{acme.url}/nothing/")
    browser.send("/language/", language="lv", next="/sign-in/?next=/go/acme/")
    browser.send(login=alice.email, password=world.PASSWORD, next="/go/acme/?path=/nothing/")
    browser.send("/language/", language="en", next="/")
    browser.open(f"{PUBLIC}/password/")
    browser.send(oldpassword="wrong", password1="wrong", password2="wronger")
    browser.open(f"{acme.url}/nothing/")
    browser.send("/sign-out/")
    browser.open(f"{PUBLIC}/signed-out/")
    return browser


def test_there_are_exactly_three_cookies(walk):
    assert {text.split("=")[0] for _, text in walk.cookies_set} == NAMES


def test_every_cookie_is_secure_host_only_and_out_of_reach_of_scripts(walk):
    for host, text in walk.cookies_set:
        attributes = {part.strip().lower() for part in text.split(";")[1:]}

        assert {"secure", "httponly", "path=/", "samesite=lax"} <= attributes, (host, text)
        assert not any(part.startswith("domain") for part in attributes), (host, text)


def test_what_a_cookie_holds_is_random_or_a_language(walk):
    for _, text in walk.cookies_set:
        name, value = text.split(";")[0].split("=", 1)
        value = value.strip('"')
        if name == "__Host-lang":
            assert value in {"en", "lv"}
        else:
            assert re.fullmatch(r"[A-Za-z0-9_-]*", value), text


def test_the_secret_of_a_session_is_in_no_row(acme, alice, text_of_public_room):
    browser = Browser()
    sign_in(browser, f"{acme.url}/nothing/", alice.email)
    text = text_of_public_room()

    for host in (world.HOST, acme.host):
        secret = browser.cookie(host)
        assert secret not in text
        assert session_digest(secret) in text


def test_what_stands_in_the_table_is_no_key(acme, alice):
    browser = Browser()
    sign_in(browser, f"{acme.url}/nothing/", alice.email)
    with public_room():
        keys = list(Session.objects.values_list("session_key", flat=True))

    for key in keys:
        for tenant in (acme, None):
            thief = world.stranger_at(tenant)
            thief.cookies["__Host-sid"] = key
            path = "/nothing/" if tenant else "/password/"
            assert thief.get(path).status_code == 302


def test_a_page_that_needs_no_session_makes_none(acme):
    browser = Browser()
    browser.open(f"{PUBLIC}/")
    browser.open(f"{PUBLIC}/sign-in/")

    assert {text.split("=")[0] for _, text in browser.cookies_set} == {"__Host-csrf"}
    with public_room():
        assert not Session.objects.exists()


def test_a_dead_cookie_is_taken_away_with_all_its_attributes():
    request = RequestFactory().get("/", secure=True)
    request.tenant, request.kind = None, "public"
    request.COOKIES["__Host-sid"] = world.new_secret()
    middleware = SessionMiddleware(lambda _: HttpResponse())

    cookie = middleware(request).cookies["__Host-sid"]

    assert (cookie.value, cookie["max-age"], cookie["path"]) == ("", 0, "/")
    assert cookie["secure"]
    assert cookie["httponly"]
