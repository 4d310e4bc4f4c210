"""Who signs out is signed out: here, on the public host, and in every workspace of this browser."""

import pytest

from tenants.models import Membership, PublicEntry
from tenants.rooms import public_room
from tests import world
from tests.users.browser import PUBLIC, Browser, sign_in
from users.models import Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(acme, globex, alice):
    """Alice, inside both workspaces and on the public host."""
    with public_room():
        Membership.objects.create(tenant=globex, user=alice.user, role="viewer")
    browser = Browser()
    sign_in(browser, f"{acme.url}/nothing/", alice.email)
    browser.open(f"{globex.url}/nothing/")
    return browser


def is_known_at(browser, tenant):
    return browser.step(f"{tenant.url}/nothing/").status_code == 404


@pytest.mark.parametrize("place", ["acme", "globex", "public"])
def test_signing_out_anywhere_signs_out_everywhere_in_this_browser(browser, acme, globex, place):
    place = {"acme": acme.url, "globex": globex.url, "public": PUBLIC}[place]
    browser.open(f"{place}/nothing/")

    page = browser.send("/sign-out/")

    assert browser.path == "/signed-out/"
    assert "signed out of Kontor and of all your workspaces" in page.content.decode()
    assert not is_known_at(browser, acme)
    assert not is_known_at(browser, globex)
    assert browser.step(f"{PUBLIC}/password/").status_code == 302


def test_signing_out_leaves_no_session_of_the_person_and_a_line(browser, acme, alice):
    browser.open(f"{acme.url}/nothing/")
    browser.send("/sign-out/")

    with public_room():
        assert not Session.objects.filter(user=alice.user).exists()
        last = PublicEntry.objects.filter(user=alice.user).first()
        assert (last.verb, last.tenant_id) == ("user.signed_out", acme.pk)


def test_another_browser_stays_signed_in(browser, acme, alice):
    other = Browser()
    sign_in(other, f"{acme.url}/nothing/", alice.email)

    browser.open(f"{acme.url}/nothing/")
    browser.send("/sign-out/")

    assert is_known_at(other, acme)


def test_a_link_does_not_sign_out(browser, acme):
    assert browser.step(f"{acme.url}/sign-out/").status_code == 405
    assert browser.step(f"{PUBLIC}/sign-out/").status_code == 405
    assert is_known_at(browser, acme)


def test_another_site_cannot_sign_out(browser, acme):
    answer = browser.hosts[acme.host].post(
        "/sign-out/", headers={"origin": "https://evil.example", "referer": "https://evil.example/"}
    )

    assert answer.status_code == 403
    assert is_known_at(browser, acme)


def test_the_page_that_says_so_is_in_the_language_of_the_workspace(browser, acme):
    browser.open(f"{acme.url}/nothing/")
    browser.send("/language/", language="lv", next="/nothing/")
    browser.send("/sign-out/")

    assert (browser.path, browser.page["Content-Language"]) == ("/signed-out/", "lv")


def test_signing_out_twice_is_harmless(browser, acme):
    browser.open(f"{acme.url}/nothing/")
    browser.send("/sign-out/")
    browser.open(f"{PUBLIC}/signed-out/")

    page = browser.send("/sign-out/")

    assert page.status_code == 200
    assert browser.url == f"{PUBLIC}/signed-out/"


def test_signing_out_leads_to_no_other_site(browser):
    browser.open(f"{PUBLIC}/")
    browser.send("/sign-out/", next="//evil.example/")

    assert browser.url == f"{PUBLIC}/signed-out/"


def test_the_start_lists_my_workspaces_and_no_other(browser, acme, globex):
    page = browser.open(f"{PUBLIC}/").content.decode()

    assert f'href="{acme.url}/">Acme Bakery</a>' in page
    assert f'href="{globex.url}/">Globex Trading</a>' in page


def test_one_workspace_is_still_a_list_and_none_says_so(acme, globex, bob):
    bobs = Browser()
    sign_in(bobs, f"{PUBLIC}/sign-in/", bob.email)
    assert "Acme Bakery" in bobs.page.content.decode()
    assert "Globex" not in bobs.page.content.decode()

    with public_room():
        Membership.objects.filter(user=bob.user).delete()

    assert "You have no key to a workspace yet" in bobs.open(f"{PUBLIC}/").content.decode()


def test_a_stranger_s_start_says_who_we_are():
    page = Browser().open(f"{PUBLIC}/").content.decode()

    assert "An office for every small business" in page
    assert 'href="/sign-in/"' in page
    assert world.HOST in page
