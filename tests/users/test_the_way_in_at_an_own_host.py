"""Signing in where a business has a host of its own: each way leads back to where it began."""

import html
import re

import pytest

from tenants.actor import Actor
from tenants.rooms import public_room
from tenants.workflows.own_domains import give_up_domain, make_primary
from tests import world
from tests.tenants.own_domain import BOOKS, proven
from tests.users.browser import PUBLIC, Browser, sign_in

pytestmark = pytest.mark.django_db
OWN = f"https://{BOOKS}:8443"


@pytest.fixture
def claim(acme, zone):
    return proven(acme, zone, Actor(client="prov"))


@pytest.fixture
def browser():
    return Browser()


def go_on(browser):
    """What a browser does with a page that leads on by itself, and a reader with its link."""
    page = html.unescape(browser.page.content.decode())
    [there] = re.findall(r'http-equiv="refresh" content="0; url=([^"]+)"', page)
    assert f'href="{there}"' in page
    return browser.open(there)


def test_somebody_signs_in_at_the_own_host(browser, alice, claim):
    sign_in(browser, f"{OWN}/nothing/?page=2", alice.email)
    assert browser.url.startswith(f"{PUBLIC}/go/acme/")
    page = go_on(browser)

    assert (browser.url, page.status_code) == (f"{OWN}/nothing/?page=2", 404)
    assert browser.open(f"{OWN}/").status_code == 200


def test_the_form_of_the_sign_in_leads_to_hosts_of_ours_only(browser, alice, claim):
    """A browser follows the redirects of a form only to where the page's policy lets forms lead."""
    sign_in(browser, f"{OWN}/", alice.email)
    form = [url for url in browser.passed if url.startswith(f"{PUBLIC}/sign-in/")][-1]

    after = browser.passed[browser.passed.index(form) + 1 :]
    assert [url for url in after if not url.startswith(PUBLIC)] == []


def test_who_is_signed_in_on_the_public_host_comes_straight_in(browser, alice, claim):
    sign_in(browser, f"{PUBLIC}/workspaces/acme/", alice.email)
    browser.open(f"{OWN}/")
    go_on(browser)

    assert browser.url == f"{OWN}/"


def test_the_session_of_one_host_is_none_at_the_other(browser, alice, acme, claim):
    sign_in(browser, f"{OWN}/", alice.email)
    go_on(browser)
    assert browser.step(f"{acme.url}/").status_code == 302

    browser.open(f"{acme.url}/")
    assert browser.url == f"{acme.url}/"


def test_the_way_that_began_at_the_host_below_ours_leads_back_there(browser, alice, acme, claim):
    ours = f"https://{acme.host}:8443"
    with public_room():
        make_primary(claim, by=Actor(client="prov"))
    sign_in(browser, f"{ours}/", alice.email)

    assert browser.url == f"{ours}/"


def test_from_the_public_host_one_is_led_to_the_main_address(browser, alice, claim):
    with public_room():
        make_primary(claim, by=Actor(client="prov"))
    sign_in(browser, f"{PUBLIC}/workspaces/acme/", alice.email)
    assert f'href="{OWN}/"' in browser.open(f"{PUBLIC}/").content.decode()
    browser.open(f"{PUBLIC}/go/acme/")
    go_on(browser)  # to the sign-in of the own host, which gives a nonce
    go_on(browser)

    assert browser.url == f"{OWN}/"


@pytest.mark.parametrize(
    "host", ["evil.example", "globex.kontor.localhost", f"{BOOKS}.evil.example", "%00"]
)
def test_nobody_is_led_to_a_host_that_is_not_the_workspaces(browser, alice, acme, claim, host):
    sign_in(browser, f"{PUBLIC}/workspaces/acme/", alice.email)
    answer = browser.step(f"{PUBLIC}/go/acme/?state=abc&host={host}")

    assert answer["Location"].startswith(f"https://{acme.host}:8443/enter/?ticket=")


def test_forms_and_signing_out_work_at_the_own_host(browser, alice, claim):
    sign_in(browser, f"{OWN}/", alice.email)
    go_on(browser)
    assert browser.send(f"{OWN}/language/", language="lv").status_code == 200
    browser.open(f"{OWN}/")
    browser.send(f"{OWN}/sign-out/")

    assert browser.url.startswith(f"{PUBLIC}/signed-out/")
    assert browser.step(f"{OWN}/").status_code == 302


def test_a_form_of_another_host_is_refused_at_the_own_host(browser, alice, claim):
    sign_in(browser, f"{OWN}/", alice.email)
    go_on(browser)
    answer = browser.hosts[BOOKS].post("/sign-out/", headers={"origin": "https://evil.example"})

    assert answer.status_code == 403


def test_charlie_finds_nothing_at_the_own_host(browser, charlie, claim):
    page = sign_in(browser, f"{OWN}/", charlie.email)

    assert page.status_code == 404


def test_tokens_are_good_at_the_own_host_too_and_only_the_tenants(alice, charlie, claim):
    ours = world.api_client(BOOKS, alice.token).get("/api/v1/parties/")
    theirs = world.api_client(BOOKS, charlie.token).get("/api/v1/parties/")

    assert (ours.status_code, theirs.status_code) == (200, 401)


def test_a_host_that_was_given_up_answers_nobody(browser, alice, claim, settings):
    from tenants.hosts import forget_hosts

    sign_in(browser, f"{OWN}/", alice.email)
    go_on(browser)
    with public_room():
        give_up_domain(claim, by=Actor(client="prov"))
    forget_hosts()

    assert browser.step(f"{OWN}/").status_code == 404


def test_tls_is_demanded_of_the_own_host_alone(alice, acme, claim):
    """What stands below a name of theirs is not ours to speak for."""
    own = world.Browser(headers={"host": f"{BOOKS}:8443"})
    ours = alice.at(acme)

    demanded = {b.get(path)["Strict-Transport-Security"] for b in (own,) for path in ("/", "/x")}
    assert demanded == {"max-age=7776000"}
    assert "includeSubDomains" in ours.get("/")["Strict-Transport-Security"]


def test_cookies_of_the_own_host_stay_there(browser, alice, claim):
    sign_in(browser, f"{OWN}/", alice.email)
    go_on(browser)
    mine = [text for host, text in browser.cookies_set if host == BOOKS]

    assert mine
    assert [text for text in mine if not text.startswith("__Host-") or "Domain=" in text] == []


def test_plain_http_at_the_own_host_is_sent_to_tls(claim, client):
    answer = client.get("/x/", headers={"host": BOOKS})

    assert (answer.status_code, answer["Location"]) == (301, f"{OWN}/x/")
