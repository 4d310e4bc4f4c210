"""Links that begin at our host and end at the attacker's: none of ours leads to another host."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests import world
from tests.users.browser import PUBLIC, Browser

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "https://evil.example/",
    "https:evil.example",
    "http:///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/%09/evil.example",
    "%2f%2fevil.example",
    "/%2f/evil.example",
    "//evil.example%2f@kontor.localhost:8443/",
    "https://kontor.localhost:8443@evil.example/",
    "https://kontor.localhost:8443.evil.example/",
    "https://globex.kontor.localhost:8443/",
    "//globex.kontor.localhost:8443/",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\x00/evil.example",
    "//[evil.example/",
    "．//evil.example",
    "/／evil.example",
]
OURS = {"kontor.localhost:8443", "acme.kontor.localhost:8443"}


def where(location: str, base: str) -> str:
    """The host that a browser goes to: it takes `\\` for `/` and drops tabs and line ends."""
    read = "".join(letter for letter in location.strip() if letter not in "\t\n\r\x00")
    read = read.replace("\\", "/")
    scheme, colon, after = read.partition(":")
    if colon and scheme.isalpha():
        if scheme.lower() not in ("http", "https"):
            return f"{scheme}:"
        return after.lstrip("/").split("/")[0].rsplit("@", 1)[-1]
    if read.startswith("//"):
        return read.lstrip("/").split("/")[0].rsplit("@", 1)[-1]
    return urlsplit(base).netloc


def leads_elsewhere(answer, base) -> bool:
    there = answer.headers.get("Location", "")
    return bool(there) and where(there, base) not in OURS


@pytest.fixture
def inside(alice):
    return alice.at(None)


def test_the_reader_of_locations_knows_elsewhere_when_it_sees_it():
    for text in ELSEWHERE[:9]:
        assert where(text, PUBLIC) not in OURS, text
    assert where("/devices/", PUBLIC) == "kontor.localhost:8443"


@pytest.mark.parametrize("to", ELSEWHERE)
def test_signing_in_leads_to_no_other_host(to, alice):
    browser = Browser()
    browser.open(f"{PUBLIC}/sign-in/?{urlencode({'next': to})}")
    client = browser.hosts[world.HOST]
    client.handler.enforce_csrf_checks = False

    fields = {"login": alice.email, "password": world.PASSWORD, "next": to}
    answer = client.post(f"/sign-in/?{urlencode({'next': to})}", fields)

    assert answer.status_code == 302
    assert not leads_elsewhere(answer, PUBLIC), answer["Location"]


@pytest.mark.parametrize("to", ELSEWHERE)
def test_proving_again_and_the_language_lead_to_no_other_host(to, inside):
    query = urlencode({"next": to})
    again = {"password": world.PASSWORD, "next": to}
    for path, fields in (
        (f"/sign-in/again/?{query}", again),
        (f"/language/?{query}", {"language": "lv", "next": to}),
        (f"/sign-in/?{query}", {}),
        (f"/sign-in/code/?{query}", {}),
        (f"/sign-out/?{query}", {"next": to}),
    ):
        answer = inside.post(path, fields)
        assert not leads_elsewhere(answer, PUBLIC), (path, answer["Location"])


@pytest.mark.parametrize("to", ELSEWHERE)
def test_who_is_signed_in_is_led_to_no_other_host_by_a_link(to, inside):
    for name in ("next", "path", "url", "redirect_to"):
        for path in (
            "/",
            "/sign-in/",
            "/sign-in/code/",
            "/sign-up/",
            "/go/acme/",
            "/sign-in/again/",
        ):
            answer = inside.get(f"{path}?{urlencode({name: to})}")
            assert not leads_elsewhere(answer, PUBLIC), (path, name, answer["Location"])


@pytest.mark.parametrize("to", ELSEWHERE)
def test_the_hand_over_leads_to_the_workspace_and_no_further(to, acme, alice):
    """`path` from one end to the other: each answer on the way, and where it stops."""
    browser = Browser()
    browser.open(f"{PUBLIC}/sign-in/")
    browser.send(login=alice.email, password=world.PASSWORD)

    browser.step(f"{acme.url}/sign-in/?{urlencode({'path': to})}")
    while browser.page.status_code == 302:
        assert not leads_elsewhere(browser.page, browser.url), browser.page["Location"]
        browser.step(browser.page["Location"])

    assert urlsplit(browser.url).netloc == "acme.kontor.localhost:8443"
    for url in (f"{acme.url}/sign-in/", f"{acme.url}/enter/"):
        answer = browser.step(f"{url}?{urlencode({'path': to})}")
        assert not leads_elsewhere(answer, url), answer["Location"]


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "globex.kontor.localhost",
        "globex.kontor.localhost:8443",
        "kontor.localhost",
        "acme.kontor.localhost.evil.example",
        "acme.kontor.localhost@evil.example",
        "acme.kontor.localhost/@evil.example",
        "acme.kontor.localhost:8443",
        "ACME.kontor.localhost\t.evil.example",
        "%",
        "\x00",
    ],
)
def test_a_ticket_goes_to_no_host_but_one_of_its_workspace(host, inside):
    answer = inside.get(f"/go/acme/?{urlencode({'state': 'x', 'host': host, 'path': '/'})}")

    assert answer.status_code == 302
    there = urlsplit(answer["Location"])
    assert there.netloc == "acme.kontor.localhost:8443"
    assert "ticket" in parse_qs(there.query)
