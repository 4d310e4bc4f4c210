"""Who holds several keys goes from one workspace to the other by one click."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.models import Membership
from tenants.rooms import public_room
from tests.users.browser import Browser, sign_in


@pytest.fixture
def accountant(acme, globex, alice) -> Browser:
    with public_room():
        Membership.objects.create(tenant=globex, user=alice.user, role="accountant")
    browser = Browser()
    sign_in(browser, f"{acme.url}/", alice.email)
    return browser


def test_one_click_leads_next_door(accountant, acme, globex):
    page = accountant.open(f"{acme.url}/").content.decode()
    assert f'<a href="{globex.url}/">Globex Trading</a>' in page

    there = accountant.open(f"{globex.url}/").content.decode()

    assert accountant.url == f"{globex.url}/"
    assert f'<a href="{acme.url}/">Acme Bakery</a>' in there
    assert "All your workspaces" in there


def test_who_has_one_key_sees_no_list(acme, bob):
    browser = Browser()
    sign_in(browser, f"{acme.url}/", bob.email)

    assert "Other workspaces" not in browser.open(f"{acme.url}/").content.decode()


def test_a_page_asks_nothing_for_it(accountant, acme, bob):
    alone = Browser()
    sign_in(alone, f"{acme.url}/", bob.email)

    def asked(browser: Browser) -> int:
        browser.open(f"{acme.url}/parties/")
        with CaptureQueriesContext(connection) as queries:
            browser.open(f"{acme.url}/parties/")
        return len(queries)

    assert asked(accountant) == asked(alone)


def test_a_key_that_was_taken_leads_nowhere(accountant, acme, globex, alice):
    with public_room():
        Membership.objects.filter(tenant=globex, user=alice.user).delete()

    assert accountant.open(f"{globex.url}/").status_code == 404
