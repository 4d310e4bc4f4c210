"""Staff signs in on the public host and works on the provider's: never by a password alone."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenants.models import PublicEntry
from tenants.rooms import public_room
from tests.users.factors import add_app, code_of, signed_in, text_of
from tests.users.staff import CONSOLE, PUBLIC, SECRET, come_in, make_staff, on_api
from users.known import by_session
from users.models import Session, Staff, StaffRole
from users.models.session import STAFF_IDLE
from users.sessions import session_digest

pytestmark = pytest.mark.django_db


def test_staff_comes_in_by_a_second_step_and_leaves_a_line(alice):
    make_staff(alice.user)

    browser = come_in(alice.email, "/staff/")

    assert browser.url == f"{CONSOLE}/staff/"
    assert "Alice" in text_of(browser.page)
    with public_room():
        line = PublicEntry.objects.get(verb="staff.entered")
        session = Session.objects.get(user=alice.user, of_provider=True)
        assert session.origin.user == alice.user
    assert (line.user_id, line.client) == (alice.user.pk, "staff")


def test_a_password_alone_does_not_open_the_console(alice):
    """Who holds no factor is led to add one."""
    make_staff(alice.user, app=False)
    browser = signed_in(alice.email)

    browser.open(f"{CONSOLE}/")

    assert browser.url == f"{PUBLIC}/security/"
    assert "The console wants a second factor." in text_of(browser.page)
    with public_room():
        assert not Session.objects.filter(of_provider=True, user__isnull=False).exists()


def test_a_factor_added_by_the_password_alone_waits_a_day_first(alice):
    with public_room():
        alice.user.phone.delete()  # neither does it need a phone to be worth that
    make_staff(alice.user, app=False)
    browser = signed_in(alice.email)
    secret, _ = add_app(browser)

    browser.open(f"{CONSOLE}/")
    assert browser.url == f"{PUBLIC}/security/"
    assert "after a day" in text_of(browser.page)

    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        later = signed_in(alice.email)
        later.send(code=code_of(secret))
        later.open(f"{CONSOLE}/")
        assert later.url == f"{CONSOLE}/"


def test_who_came_before_the_factor_was_there_proves_it_now(alice):
    browser = signed_in(alice.email)
    make_staff(alice.user)

    browser.open(f"{CONSOLE}/staff/")
    assert browser.path == "/sign-in/again/"
    browser.send(code=code_of(SECRET), next=_next(browser))

    assert browser.url == f"{CONSOLE}/staff/"


def test_a_code_on_paper_does_not_open_it(alice):
    first = signed_in(alice.email)
    _, codes = add_app(first)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        with public_room():
            make_staff(alice.user, app=False)
        browser = signed_in(alice.email)
        browser.send(code=codes[0])
        browser.open(f"{CONSOLE}/")

        assert browser.path == "/sign-in/again/"


def _next(browser):
    from urllib.parse import parse_qs, urlsplit

    return parse_qs(urlsplit(browser.url).query)["next"][0]


def test_who_is_no_staff_finds_nothing(bob):
    browser = signed_in(bob.email)

    browser.open(f"{CONSOLE}/")

    assert browser.path == "/console/"
    assert browser.page.status_code == 404


def test_session_user_and_staff_row_come_in_one_query(alice):
    make_staff(alice.user, "support")
    client = on_api(alice.user)
    digest = session_digest(client.cookies["__Host-sid"].value)

    with CaptureQueriesContext(connection) as asked:
        known = by_session(digest, None, of_provider=True)

    assert (known.user, known.staff, known.key) == (alice.user, StaffRole.SUPPORT, None)
    assert len(asked) == 1
    assert by_session(digest, None) is None
    assert by_session(digest, alice.home.id) is None


def test_a_session_rests_a_quarter_of_an_hour_at_most(alice):
    make_staff(alice.user)
    client = on_api(alice.user)
    assert client.get("/api/v1/tenants/").status_code == 200

    with time_machine.travel(timezone.now() + STAFF_IDLE + timedelta(minutes=1)):
        assert client.get("/api/v1/tenants/").status_code == 401
        assert client.get("/").status_code == 302


def test_signing_out_there_ends_the_sign_in_everywhere(alice):
    make_staff(alice.user)
    browser = come_in(alice.email)

    browser.send(f"{CONSOLE}/sign-out/")

    assert browser.path == "/signed-out/"
    with public_room():
        assert not Session.objects.filter(user=alice.user).exists()


def test_the_page_of_devices_names_the_console_and_ends_it(alice):
    make_staff(alice.user)
    browser = come_in(alice.email)
    page = browser.open(f"{PUBLIC}/devices/")
    assert "Kontor console" in text_of(page)
    [this] = re.findall(r'name="end" value="([0-9a-f]{40})"', page.content.decode())

    browser.send(end=this)

    with public_room():
        assert not Session.objects.filter(user=alice.user).exists()


def test_the_first_one_is_made_by_hand(alice):
    out = StringIO()
    call_command("make_staff", alice.email.upper(), stdout=out)

    assert out.getvalue() == "alice@acme.example is staff (operations).\n"
    with public_room():
        assert Staff.objects.role_of(alice.user) == StaffRole.OPERATIONS
        assert PublicEntry.objects.get(verb="staff.given").client == "command"
    with pytest.raises(CommandError, match="sign up first"):
        call_command("make_staff", "nobody@acme.example")
