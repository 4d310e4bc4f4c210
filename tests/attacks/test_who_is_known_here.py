"""Does Kontor know this address? No page, status, header, statement, job or limit may tell."""

from __future__ import annotations

import re
from difflib import unified_diff

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jobs.models import Job
from tenants.rooms import public_room
from tests import world
from tests.users.browser import PUBLIC, Browser
from tests.users.program import Program, at_code

pytestmark = pytest.mark.django_db

NOBODY = "nobod@acme.example"  # as long as the other one, and so is the page
TOKEN = re.compile(r'(?:csrfmiddlewaretoken" value="|"csrf_token":")[^"]*')
PATHS = {
    "sign-in": ("/sign-in/", lambda email: {"login": email, "password": "a wrong passphrase"}),
    "by code": ("/sign-in/code/", lambda email: {"email": email}),
    "sign-up": ("/sign-up/", lambda email: {"email": email}),
    "forgotten": ("/password/forgotten/", lambda email: {"email": email}),
    "sign-in by API": ("session/", lambda email: {"email": email, "password": "a wrong pass"}),
    "by code, by API": ("session/codes/", lambda email: {"email": email}),
    "sign-up by API": ("sign-up/", lambda email: {"email": email}),
    "forgotten, by API": ("forgotten-password/", lambda email: {"email": email}),
}


class Counted(MD5PasswordHasher):
    algorithm = "counted"
    made = 0

    def encode(self, password, salt):
        Counted.made += 1
        return super().encode(password, salt)


def jobs():
    with public_room():
        return Job.objects.count()


def shape(sql):
    """A statement without its values; the mark of a count, the id of a row and the time are some."""
    return re.sub(r"'[^']*'(::\w+)?|\bNULL\b|\b[0-9a-f-]{20,}\b|\d+", "?", sql)


def ready_to_send(path):
    """On the page, or as a program that has read its CSRF token."""
    if not path.startswith("/"):
        program = Program()
        program.get("session/")
        return lambda fields: program.post(path, **fields)
    browser = Browser()
    browser.open(f"{PUBLIC}{path}")
    client = browser.hosts[world.HOST]
    client.handler.enforce_csrf_checks = False
    return lambda fields: client.post(path, fields)


def asked(path, fields):
    """All that somebody sees, and all that the database and the queue are asked."""
    send, before = ready_to_send(path), jobs()
    hashed = Counted.made
    with CaptureQueriesContext(connection) as sent:
        answer = send(fields)
    headers = {name: text for name, text in answer.headers.items() if name != "Expires"}
    return {
        "status": answer.status_code,
        "headers": headers,
        "cookies": sorted((name, len(morsel.value)) for name, morsel in answer.cookies.items()),
        "text": TOKEN.sub("", answer.content.decode()),
        "statements": [shape(query["sql"]) for query in sent],
        "jobs": jobs() - before,
        "hashes": Counted.made - hashed,
    }


def without(told, email):
    return {key: str(value).replace(email, "X") for key, value in told.items()}


@pytest.mark.parametrize("flow", PATHS)
def test_a_known_and_an_unknown_address_are_asked_and_answered_alike(flow, alice, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.Counted"]
    with public_room():
        alice.user.set_password(world.PASSWORD)
        alice.user.save()
    path, fields = PATHS[flow]

    asked(path, fields("first@acme.example"))  # whoever comes first also sets up what is counted
    known, unknown = asked(path, fields(alice.email)), asked(path, fields(NOBODY))

    assert "users_" in str(known["statements"])
    assert list(unified_diff(known["statements"], unknown["statements"], n=0, lineterm="")) == []
    assert without(known, alice.email) == without(unknown, NOBODY)


def wrong_codes_of_a_sign_up(email):
    browser = Browser()
    browser.open(f"{PUBLIC}/sign-up/")
    browser.send(email=email)
    return [browser.send(code="000000").status_code for _ in range(11)]


def wrong_codes_of_a_sign_up_by_api(email):
    program = at_code(email)
    return [program.post("sign-up/code/", code="000000").status_code for _ in range(11)]


def wrong_password(email):
    browser = Browser()
    browser.open(f"{PUBLIC}/sign-in/")
    return browser.send(login=email, password="a wrong passphrase").status_code


@pytest.mark.parametrize("wrong", [wrong_codes_of_a_sign_up, wrong_codes_of_a_sign_up_by_api])
def test_guessing_at_a_sign_up_does_not_tell_at_the_sign_in_who_is_known(wrong, alice):
    """A limit that only an unknown address shares between two flows would be an answer."""
    told = []
    for email in (alice.email, NOBODY):
        told.append((wrong(email), wrong_password(email)))

    assert told[0] == told[1]


def test_guessing_at_the_sign_in_does_not_tell_at_a_sign_up_who_is_known(alice):
    told = []
    for email in (alice.email, NOBODY):
        tries = [wrong_password(email) for _ in range(9)]
        told.append((tries, wrong_codes_of_a_sign_up(email)))

    assert told[0] == told[1]


def test_asking_for_codes_and_links_until_it_is_too_much_tells_nothing(alice):
    def statuses(email):
        found = []
        pages = ("by code", "sign-up", "forgotten")
        for name in (*pages, *(each for each in PATHS if "by API" in each), *pages):
            path, fields = PATHS[name]
            found.append(asked(path, fields(email))["status"])
        return found

    assert statuses(alice.email) == statuses(NOBODY)


def test_a_workspaces_owner_learns_from_an_invitation_nothing_about_an_address(alice, charlie):
    """Charlie is known to Kontor, not to Acme."""
    told = []
    for email in (charlie.email, NOBODY):
        before = jobs()
        fields = {"email": email, "role": "sales", "language": "en"}
        with CaptureQueriesContext(connection) as sent:
            page = alice.browser.post("/people/invite/", fields)
        after = alice.browser.get("/people/").content.decode()
        shapes = [shape(query["sql"]) for query in sent]
        row = re.search(rf"<tr>(?:(?!</tr>).)*{email}.*?</tr>", after, re.S)
        row = re.sub(r"[0-9a-f-]{36}", "ID", TOKEN.sub("", row.group())).replace(email, "X")
        told.append((page.status_code, page.headers.get("Location"), shapes, jobs() - before, row))

    assert told[0] == told[1]
