"""From a workspace's page by way of the public host, and back, with what may be tried on the way."""

from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine
from django.utils import timezone

from tenants.models import Membership, PublicEntry, Tenant
from tenants.rooms import public_room
from tests import world
from tests.users.browser import PUBLIC, Browser, sign_in
from users.models import Session, Ticket
from users.workflows.hand_over import STATE

pytestmark = pytest.mark.django_db

ALICE = "alice@acme.example"


def query_of(url):
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


@pytest.fixture
def browser():
    return Browser()


@pytest.fixture
def ticket_url(browser, acme):
    """Alice is signed in on the public host, and has a fresh ticket that she has not used."""
    sign_in(browser, f"{acme.url}/sign-in/", ALICE)
    browser.hosts[acme.host].cookies.clear()
    browser.step(f"{acme.url}/sign-in/?path=/nothing/")
    return browser.step(browser.page["Location"])["Location"]


def is_known_at(browser, tenant):
    """Members get a page or a plain 404, strangers are sent to the sign-in."""
    answer = browser.step(f"{tenant.url}/nothing-here/")
    return answer.status_code == 404


def test_a_stranger_signs_in_and_arrives_at_the_page_that_was_asked_for(browser, acme):
    page = sign_in(browser, f"{acme.url}/nothing/?page=2&sort=-date", ALICE)

    assert browser.url == f"{acme.url}/nothing/?page=2&sort=-date"
    assert page.status_code == 404  # no such page, said inside the workspace
    assert is_known_at(browser, acme)


def test_who_is_signed_in_already_passes_without_a_question(browser, acme, globex, alice):
    with public_room():
        Membership.objects.create(tenant=globex, user=alice.user, role="accountant")
    sign_in(browser, f"{acme.url}/nothing/", ALICE)

    browser.open(f"{globex.url}/elsewhere/")

    assert browser.url == f"{globex.url}/elsewhere/"
    assert is_known_at(browser, globex)


def test_signing_in_and_entering_leave_lines_in_the_logbook(browser, acme, alice):
    sign_in(browser, f"{acme.url}/nothing/", ALICE)

    with public_room():
        lines = PublicEntry.objects.filter(user=alice.user).order_by("id")
        assert list(lines.values_list("verb", "tenant__slug")) == [
            ("user.signed_in", None),
            ("user.entered", "acme"),
        ]


def test_without_a_key_a_workspace_does_not_exist(browser, acme):
    sign_in(browser, f"{PUBLIC}/sign-in/", "charlie@globex.example")

    refused = browser.open(f"{acme.url}/nothing/")
    missing = browser.step(f"{PUBLIC}/go/no-such-place/?state=x&path=/")

    assert (refused.status_code, missing.status_code) == (404, 404)
    assert refused.content.count(b"acme") == missing.content.count(b"no-such-place")
    assert not is_known_at(browser, acme)


def test_a_stranger_learns_no_slugs(browser):
    known = browser.step(f"{PUBLIC}/go/acme/?state=x")
    unknown = browser.step(f"{PUBLIC}/go/acmf/?state=x")

    assert known.status_code == unknown.status_code == 302
    assert known["Location"].replace("acme", "acmf") == unknown["Location"]


def test_a_workspace_that_is_closed_lets_nobody_in(browser, acme):
    sign_in(browser, f"{PUBLIC}/sign-in/", ALICE)
    with public_room():
        Tenant.objects.filter(pk=acme.pk).update(state=Tenant.State.CLOSED)

    assert browser.step(f"{PUBLIC}/go/acme/?state=x").status_code == 404


def test_go_without_a_nonce_begins_at_the_workspace(browser, acme):
    sign_in(browser, f"{PUBLIC}/sign-in/", ALICE)

    first = browser.step(f"{PUBLIC}/go/acme/?path=/items/")
    assert first["Location"] == f"{acme.url}/sign-in/?path=%2Fitems%2F"

    browser.open(f"{PUBLIC}/go/acme/?path=/nothing/")
    assert browser.url == f"{acme.url}/nothing/"


def test_a_ticket_works_once(browser, acme, ticket_url):
    assert browser.step(ticket_url)["Location"] == "/nothing/"
    browser.hosts[acme.host].cookies.clear()

    again = browser.step(ticket_url)

    assert again["Location"] == "/sign-in/?path=%2Fnothing%2F&again=1"
    assert not is_known_at(browser, acme)


def test_a_used_ticket_of_somebody_who_is_inside_leads_to_the_page(browser, acme, ticket_url):
    browser.step(ticket_url)

    assert browser.step(ticket_url)["Location"] == "/nothing/"


def test_a_ticket_is_useless_in_another_browser(acme, ticket_url):
    other = Browser()
    other.step(f"{acme.url}/sign-in/")  # has a nonce too, but its own

    assert "again=1" in other.step(ticket_url)["Location"]
    assert not is_known_at(other, acme)


def test_a_ticket_is_useless_where_no_nonce_was_given(acme, ticket_url):
    other = Browser()

    assert "again=1" in other.step(ticket_url)["Location"]
    assert not is_known_at(other, acme)


def test_somebody_else_s_ticket_does_not_sign_a_browser_in(acme, alice, bob):
    """Bob sends Alice a link with his own ticket, so that she would work as him."""
    bobs = Browser()
    sign_in(bobs, f"{acme.url}/sign-in/", bob.email)
    bobs.hosts[acme.host].cookies.clear()
    bobs.step(f"{acme.url}/sign-in/")
    planted = bobs.step(bobs.page["Location"])["Location"]
    alices = Browser()
    alices.step(f"{acme.url}/sign-in/")

    alices.step(planted)

    assert not is_known_at(alices, acme)


def test_a_ticket_of_one_workspace_is_useless_at_another(browser, acme, globex, alice, ticket_url):
    with public_room():
        Membership.objects.create(tenant=globex, user=alice.user, role="viewer")
    browser.step(f"{globex.url}/sign-in/")

    foreign = browser.step(ticket_url.replace(acme.url, globex.url))

    assert "again=1" in foreign["Location"]
    assert not is_known_at(browser, globex)


def test_a_ticket_lives_for_thirty_seconds(browser, acme, ticket_url):
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        assert "again=1" in browser.step(ticket_url)["Location"]
        assert not is_known_at(browser, acme)


def test_a_ticket_falls_with_the_sign_in_that_it_came_from(browser, acme, ticket_url):
    browser.open(f"{PUBLIC}/")
    browser.send("/sign-out/")

    assert "again=1" in browser.step(ticket_url)["Location"]
    assert not is_known_at(browser, acme)


def test_a_key_that_was_taken_back_meanwhile_opens_nothing(browser, acme, alice, ticket_url):
    with public_room():
        Membership.objects.filter(tenant=acme).update(role="owner")  # one stays
        Membership.objects.filter(user=alice.user, tenant=acme).delete()

    assert "again=1" in browser.step(ticket_url)["Location"]
    assert not is_known_at(browser, acme)


def test_a_nonce_lives_for_ten_minutes(browser, acme):
    browser.step(f"{acme.url}/sign-in/")
    go = browser.page["Location"]
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1)):
        sign_in(browser, f"{PUBLIC}/sign-in/", ALICE)
        assert "again=1" in browser.step(browser.step(go)["Location"])["Location"]


def test_a_browser_without_cookies_gets_a_page_and_not_a_circle(acme, ticket_url):
    other = Browser()

    page = other.open(ticket_url)

    assert page.status_code == 200
    assert "Ieiet" in page.content.decode() or "Sign in once more" in page.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "evil.example",
        " //evil.example",
        "/sign-in/",
        "/enter/?ticket=x",
    ],
)
def test_nobody_is_sent_on_to_another_host_or_in_a_circle(browser, acme, path):
    sign_in(browser, f"{acme.url}/sign-in/", ALICE)
    browser.hosts[acme.host].cookies.clear()

    browser.step(f"{acme.url}/sign-in/?{urlencode({'path': path})}")
    assert query_of(browser.page["Location"])["path"] == "/"
    entered = browser.step(browser.page["Location"])["Location"]
    planted = {**query_of(entered), "path": path}

    assert browser.step(f"{acme.url}/enter/?{urlencode(planted)}")["Location"] == "/"


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "//evil.example/", "https://acme.kontor.localhost:8443/", "x"]
)
def test_after_signing_in_one_stays_on_the_public_host(browser, url):
    browser.open(f"{PUBLIC}/sign-in/?{urlencode({'next': url})}")
    browser.send(login=ALICE, password=world.PASSWORD, next=url)

    assert browser.url == f"{PUBLIC}/"


def test_the_session_s_key_is_new_after_signing_in_and_after_entering(browser, acme):
    browser.open(f"{acme.url}/nothing/")
    anonymous = browser.cookie(acme.host)

    browser.send(login=ALICE, password=world.PASSWORD, next="/go/acme/?path=/nothing/")

    assert browser.cookie(acme.host) != anonymous
    with public_room():
        assert STATE not in Session.objects.get(tenant=acme).get_decoded()
    browser.hosts[acme.host].cookies["__Host-sid"] = anonymous
    assert not is_known_at(browser, acme)


@pytest.mark.parametrize("known", [True, False])
def test_a_session_that_somebody_planted_is_not_taken_over(browser, acme, known):
    planted = world.new_secret()
    if known:  # the attacker has begun it at our host
        attacker = Browser()
        attacker.step(f"{acme.url}/sign-in/")
        planted = attacker.cookie(acme.host)
    browser.step(f"{acme.url}/")
    browser.hosts[acme.host].cookies["__Host-sid"] = planted

    sign_in(browser, f"{acme.url}/nothing/", ALICE)

    assert browser.cookie(acme.host) != planted
    browser.hosts[acme.host].cookies["__Host-sid"] = planted
    assert not is_known_at(browser, acme)


def test_a_public_session_is_no_good_at_a_workspace_and_the_other_way_round(browser, acme):
    sign_in(browser, f"{acme.url}/nothing/", ALICE)
    public, inside = browser.cookie(world.HOST), browser.cookie(acme.host)
    other = Browser()
    other.step(f"{acme.url}/sign-in/")
    other.step(f"{PUBLIC}/sign-in/")

    other.hosts[acme.host].cookies["__Host-sid"] = public
    other.hosts[world.HOST].cookies["__Host-sid"] = inside

    assert not is_known_at(other, acme)
    assert other.step(f"{PUBLIC}/password/").status_code == 302


def test_a_workspace_s_session_ends_with_its_sign_in(browser, acme):
    sign_in(browser, f"{acme.url}/nothing/", ALICE)
    with public_room():
        Session.objects.filter(tenant=None).update(expire_date=timezone.now())

    assert not is_known_at(browser, acme)


def test_nothing_is_left_in_the_table_of_tickets(browser, acme):
    sign_in(browser, f"{acme.url}/nothing/", ALICE)

    with public_room():
        assert Ticket.objects.count() == 0
