"""A business brings a name of its own: each page on the way, for whoever reads Latvian."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.kontor import OWN_NAME
from tests.browser.onlooker import SCHEMES, CookieWatch
from tests.browser.spoken import Spoken

pytestmark = pytest.mark.drill
lv = Spoken("lv")


@pytest.fixture
def page(chromium):
    context = chromium.new_context(ignore_https_errors=True, locale="lv-LV")
    cookies = CookieWatch(context)
    yield context.new_page()
    faults = cookies.faults()
    context.close()
    assert faults == []


def look(onlooker, page, name):
    onlooker.look(page, f"own-address-{name}", schemes=SCHEMES)


def press(page, text):
    page.get_by_role("button", name=lv(text), exact=True).click()


def test_a_business_brings_its_own_name(served, page, onlooker):
    onlooker.listen(page)
    sign_in(page, served)
    page.goto(f"{served.facts['public_url']}/workspaces/acme/")
    page.get_by_role("link", name=lv("Addresses of the workspace")).click()
    add(page, "https://books", onlooker)
    add(page, OWN_NAME, onlooker)
    prove(page, served, onlooker)
    go_there(page, onlooker)
    page.goto(f"{served.facts['public_url']}/workspaces/acme/domains/")
    look(onlooker, page, "list")
    page.get_by_role("link", name=OWN_NAME).click()
    press(page, "Remove")
    page.get_by_text(lv("%(host)s no longer leads to this workspace.", host=OWN_NAME)).wait_for()
    assert onlooker.complaints == []


def sign_in(page, served):
    alice = served.facts["people"][0]
    page.goto(f"{served.facts['public_url']}/sign-in/")
    page.locator("[name=login]").fill(alice["email"])
    page.locator("[name=password]").fill(alice["password"])
    page.locator("main form button").first.click()
    page.get_by_role("heading", name=lv("Your workspaces")).wait_for()


def add(page, name, onlooker):
    page.locator("#id_host").fill(name)
    look(onlooker, page, "add")
    press(page, "Add")


def prove(page, served, onlooker):
    """What was found is shown by itself."""
    page.get_by_text(lv("there is no such record")).wait_for()
    look(onlooker, page, "waiting")
    _type, name, value, *_cname = page.locator("dd.code").all_inner_texts()
    (Path(served.facts["outbox_dir"]).parent / "dns.txt").write_text(f"{name} {value}\n")
    page.wait_for_timeout(5_000)  # so long a question is the same question
    press(page, "Check now")
    press(page, "Make it the main address")
    look(onlooker, page, "proven")


def go_there(page, onlooker):
    """The page in between stays, as long as the own host has nothing to show."""
    page.route("**/enter/**", lambda route: route.fulfill(status=204))
    page.goto(f"https://{OWN_NAME}:{page.url.split(':')[2].split('/')[0]}/", wait_until="commit")
    page.get_by_role("link", name=lv("On to %(host)s", host=OWN_NAME)).wait_for()
    look(onlooker, page, "onward")
    page.unroute("**/enter/**")
    page.get_by_role("link", name=lv("On to %(host)s", host=OWN_NAME)).click()
    page.wait_for_url(f"https://{OWN_NAME}:*/")
