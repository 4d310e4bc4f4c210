"""The provider's host: sessions and tickets of other hosts, half a role, a role that was taken away."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from tenants.models import Membership, PublicEntry, Tenant
from tenants.rooms import public_room
from tests import world
from tests.users.browser import PUBLIC, Browser
from tests.users.factors import add_app, code_of, signed_in
from tests.users.staff import CONSOLE, SECRET, come_in, make_staff, on_api, on_pages
from users.models import Session, Staff, Ticket

pytestmark = pytest.mark.django_db


def is_in_console(browser) -> bool:
    return browser.step(f"{CONSOLE}/").status_code == 200


def carrying(secret):
    client = world.api_client(settings.PROVIDER_HOST)
    client.cookies["__Host-sid"] = secret
    return client


@pytest.mark.parametrize("where", ["public", "workspace"])
def test_a_session_of_another_host_is_none_there_not_even_of_staff(where, alice, acme):
    make_staff(alice.user)
    with public_room():
        secret = world.sign_in(alice.user, acme if where == "workspace" else None)

    thief = carrying(secret)

    assert thief.get("/api/v1/tenants/").status_code == 401
    assert thief.get("/workspaces/").status_code == 302


def test_a_session_of_the_provider_is_none_elsewhere(alice, acme):
    secret = on_api(make_staff(alice.user)).cookies["__Host-sid"].value

    for tenant in (None, acme):
        thief = world.stranger_at(tenant)
        thief.cookies["__Host-sid"] = secret
        page = thief.get("/devices/" if tenant is None else "/")
        assert page.status_code == 302
        assert "/sign-in/" in page["Location"]


def ticket_of(browser, start):
    browser.step(f"{start}/sign-in/")
    return browser.step(browser.page["Location"])["Location"]


def staff_browser(person):
    browser = signed_in(person.email)
    browser.send(code=code_of(SECRET))
    return browser


def test_a_ticket_for_a_workspace_does_not_open_the_console_nor_the_other_way(alice, acme):
    make_staff(alice.user)
    browser = staff_browser(alice)
    to_acme = ticket_of(browser, acme.url)
    assert "ticket=" in to_acme
    browser.step(f"{CONSOLE}/sign-in/")  # a nonce of its own there
    browser.step(to_acme.replace(acme.host, settings.PROVIDER_HOST))
    assert not is_in_console(browser)

    to_console = ticket_of(browser, CONSOLE)
    assert "ticket=" in to_console
    browser.hosts.pop(acme.host, None)
    browser.step(f"{acme.url}/sign-in/")
    browser.step(to_console.replace(settings.PROVIDER_HOST, acme.host))
    assert browser.step(f"{acme.url}/").status_code == 302


def test_the_state_of_a_workspace_gives_no_ticket_that_the_console_takes(alice, acme):
    """The nonce that the workspace's host gave, shown to the door of the console."""
    make_staff(alice.user)
    browser = staff_browser(alice)
    browser.step(f"{acme.url}/sign-in/")
    state = browser.page["Location"].partition("state=")[2].partition("&")[0]
    url = browser.step(f"{PUBLIC}/console/?state={state}")["Location"]
    assert "ticket=" in url

    browser.step(url)

    assert not is_in_console(browser)


def test_a_ticket_opens_it_once_and_in_one_browser(alice):
    make_staff(alice.user)
    browser = staff_browser(alice)
    url = ticket_of(browser, CONSOLE)
    thief = Browser()
    thief.step(f"{CONSOLE}/sign-in/")
    thief.step(url)
    assert not is_in_console(thief)

    url = ticket_of(browser, CONSOLE)
    browser.step(url)
    assert is_in_console(browser)
    browser.hosts[settings.PROVIDER_HOST].cookies.clear()
    browser.step(url)
    assert not is_in_console(browser)


def test_a_ticket_is_void_after_the_staff_row_is_gone(alice, bob):
    make_staff(bob.user)
    make_staff(alice.user)
    browser = staff_browser(alice)
    url = ticket_of(browser, CONSOLE)
    with public_room():
        Staff.objects.filter(person=alice.user).delete()

    browser.step(url)

    assert not is_in_console(browser)
    with public_room():
        assert not Session.objects.filter(of_provider=True, user=alice.user).exists()


def test_whoever_has_the_password_of_staff_gets_no_ticket(alice):
    """Neither without a factor, nor with one that the password alone has added."""
    make_staff(alice.user, app=False)
    thief = signed_in(alice.email)
    for _ in range(2):
        thief.open(f"{CONSOLE}/")
        assert thief.url == f"{PUBLIC}/security/"
        if "app" not in thief.__dict__:
            thief.app = add_app(thief)
    with public_room():
        assert not Ticket.objects.exists()


def test_removing_the_row_ends_an_open_session_at_once_on_pages_and_by_api(alice, bob):
    make_staff(bob.user)
    browser = come_in_as(alice)
    client = on_api(alice.user)
    assert is_in_console(browser)

    with public_room():
        Staff.objects.filter(person=alice.user).delete()

    assert not is_in_console(browser)
    assert client.get("/api/v1/tenants/").status_code == 401


def come_in_as(person):
    make_staff(person.user)
    return come_in(person.email)


def test_support_reaches_no_operation_by_page_or_api(alice, acme):
    page, api = on_pages(make_staff(alice.user, "support")), on_api(alice.user)
    give = {"email": alice.email, "role": "operations"}
    refused = [
        api.post("/api/v1/staff/", give),
        page.post("/staff/new/", give),
        page.post("/programs/new/", {"name": "x", "verb": "write", "days": "30"}),
        api.post("/api/v1/tokens/", {"name": "x", "scopes": ["write"], "days": 1}),
        api.put(f"/api/v1/tenants/{acme.pk}/suspension/", {"reason": "x"}),
        api.put(f"/api/v1/tenants/{acme.pk}/erasure/", {"slug": "acme"}),
        page.post(f"/workspaces/{acme.pk}/suspension/", {"reason": "x"}),
    ]

    assert [answer.status_code for answer in refused] == [403] * len(refused)
    with public_room():
        assert Staff.objects.get().role == "support"
        assert Tenant.objects.get(pk=acme.pk).state == "open"
        assert not PublicEntry.objects.filter(verb__startswith="tenant.").exists()


def test_a_form_of_the_console_is_not_taken_without_its_token_or_from_elsewhere(alice, acme):
    browser = on_pages(make_staff(alice.user))
    browser.handler.enforce_csrf_checks = True
    page = browser.get("/people/").content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    path, form = f"/workspaces/{acme.pk}/suspension/", {"reason": "forged"}

    for fields, origin in (
        (form, None),
        (form | {"csrfmiddlewaretoken": token}, "https://evil.example"),
        (form | {"csrfmiddlewaretoken": token}, f"https://{world.HOST}:8443"),
        (form | {"csrfmiddlewaretoken": token}, acme.url),
    ):
        sent = browser.post(path, fields, headers={"origin": origin} if origin else {})
        assert sent.status_code == 403, origin
    with public_room():
        assert Tenant.objects.get(pk=acme.pk).state == "open"


def test_being_staff_opens_no_workspace(alice, globex):
    """P1: a role at the provider is no key."""
    make_staff(alice.user)

    assert alice.at(globex).get("/parties/").status_code == 404
    assert on_api(alice.user).get("/parties/").status_code == 404
    with public_room():
        assert not Membership.objects.filter(tenant=globex, user=alice.user).exists()


def test_staff_who_rest_are_asked_again_for_the_second_step(alice):
    """After twelve hours the sign-in is over, and the console with it."""
    browser = come_in_as(alice)

    with time_machine.travel(timezone.now() + timedelta(hours=13)):
        assert not is_in_console(browser)
        browser.open(f"{CONSOLE}/")
        assert browser.path == "/sign-in/"
