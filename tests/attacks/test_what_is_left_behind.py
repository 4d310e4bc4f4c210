"""After a person's whole first day: no secret in any row, any job's arguments, any line of the log."""

from __future__ import annotations

import io
import json
import logging
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection

from config.logs import formatter
from jobs.models import Job
from tenants.models import Membership
from tenants.rooms import public_room, workspace_of
from tests import world
from tests.fuzz.operations import PUBLIC as PUBLIC_HOST
from tests.fuzz.operations import operations
from tests.jobs_run import run_jobs
from tests.users.browser import PUBLIC, Browser
from tests.users.by_api import by_api
from tests.users.confirming import last_code
from tests.users.factors import CODES, TYPED_KEY, code_of
from tests.users.signing_up import BUSINESS, EMAIL, PERSON, SECRET, mailed, texted
from users.models import Code, User

pytestmark = pytest.mark.django_db

TOKEN = re.compile(r"kon_[0-9a-f]{8}_[A-Za-z0-9_-]{43}")


@pytest.fixture
def log():
    """What would stand in the log of the process: every logger, from DEBUG on."""
    stream, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(stream), root.level
    handler.setFormatter(formatter())
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    quiet = [logging.getLogger(name) for name in ("django.db.backends", "faker")]
    for each in quiet:
        each.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def day(log, acme):
    """Signs up, adds an app, signs in again with it, asks for a code and a link, makes a token."""
    kept: dict[str, list[str]] = {"meant for a message": [], "secret": [SECRET, SECRET[::-1]]}
    browser = Browser()

    def sent(code):
        kept["meant for a message"].append(code)
        return code

    browser.open(f"{PUBLIC}/sign-up/")
    browser.send(email=EMAIL)
    browser.send(code=sent(mailed()))
    browser.send(**{**PERSON, "accepts": "on"})
    browser.send(code=sent(texted()))
    browser.send(**BUSINESS)
    run_jobs("default", "build")
    browser.open(f"{PUBLIC}/sign-up/ready/")
    secret, codes = _app(browser)
    kept["secret"] += [secret, *codes]
    again = Browser()
    again.open(f"{PUBLIC}/sign-in/")
    again.send(login=EMAIL, password=SECRET)
    again.send(code=codes[0])
    waiting = Browser()
    waiting.open(f"{PUBLIC}/sign-in/code/")
    waiting.send(email=EMAIL)
    sent(mailed())  # live: nobody has typed it
    waiting.open(f"{PUBLIC}/password/forgotten/")
    waiting.send(email=EMAIL)
    run_jobs()
    link = mail.outbox[-1].body.split("/password/new/")[1].split("/")[0]
    sent(link)
    Browser().open(f"{PUBLIC}/password/new/{link[:-1]}x/")  # refused: a line of the log
    with public_room():  # nobody builds the own workspace here
        user = User.objects.get(email=EMAIL)
        Membership.objects.create(tenant=acme, user=user, role="owner")
    again.open(f"{acme.url}/tokens/new/")
    again.send(name="Shop", verb="read", areas="sales", days="30", addresses="")
    again.send(send="1")
    again.send(code=sent(last_code()))
    kept["secret"] += TOKEN.findall(again.page.content.decode())
    for one in (browser, again, waiting):
        kept["secret"] += [
            one.cookie(host) for host in one.hosts if "__Host-sid" in one.hosts[host].cookies
        ]
    return kept


def _app(browser):
    browser.open(f"{PUBLIC}/security/app/")
    if browser.path == "/sign-in/again/":
        browser.send(password=SECRET, next="/security/app/")
    [typed] = TYPED_KEY.findall(browser.page.content.decode())
    secret = typed.replace(" ", "")
    page = browser.send(code=code_of(secret))
    return secret, CODES.findall(page.content.decode())


def live_digits():
    with public_room():
        return Code.objects.filter(used_at=None).exclude(digest="").count()


def test_nothing_secret_stands_anywhere_afterwards(day, log, acme, text_of_public_room):
    assert live_digits() >= 1
    assert len(day["secret"]) >= 16, day
    with public_room():
        jobs = json.dumps([[job.args, str(job.__dict__)] for job in Job.objects.all()], default=str)
    rows, lines = text_of_public_room() + _text_of(acme), log.getvalue()
    assert EMAIL in rows
    assert "password/new" in lines

    def places(secret):
        bare = secret.replace("-", "") if secret.count("-") == 2 else secret
        where = {"rows": rows, "jobs": jobs, "log": lines}
        return [name for name, text in where.items() if secret in text or bare in text]

    found = [(kind, place) for kind in day for each in day[kind] if (place := places(each))]
    assert found == []


def test_the_outbox_holds_what_its_messages_carry_and_nothing_else(day):
    texts = [file.read_text() for file in Path(settings.OUTBOX_DIR).glob("*")]
    messages = "\n".join([*texts, *(str(letter.message()) for letter in mail.outbox)])

    assert [each for each in day["meant for a message"] if each in messages]
    assert [each for each in day["secret"] if each in messages] == []


def _text_of(tenant):
    text = ""
    with workspace_of(tenant), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace"
            " AND relkind = 'r' AND has_table_privilege(oid, 'SELECT')",
            [tenant.schema_name],
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            text += "\n".join(row[0] for row in cursor.fetchall())
    return text


def test_a_scan_would_see_a_secret_that_lies_about(day, text_of_public_room):
    with public_room():
        Code.objects.filter(used_at=None).update(about=day["secret"][0])

    assert day["secret"][0] in text_of_public_room()
    assert world.PASSWORD not in text_of_public_room()


LINKS = [
    "/invitation/SECRET/",
    "/password/new/1a-SECRET/",
    "/sign-in/lost/stop/0190-aa/SECRET/",
    "/sign-in/lost/finish/0190-aa/SECRET/",
    "/your-data/SECRET.json",
    "/enter/?ticket=SECRET&path=/",
    "/go/acme/?state=SECRET",
]


@pytest.mark.parametrize("path", LINKS)
def test_a_line_about_a_refused_link_does_not_hold_the_link(path):
    record = logging.LogRecord("django.request", 30, "", 1, "Not Found: %s", (path,), None)

    assert "SECRET" not in formatter().format(record)


def test_no_answer_of_the_api_of_people_stays_in_a_cache(alice):
    """Secrets of apps, codes on paper, what is held about somebody."""
    me = by_api(alice)
    me.prove()

    told = {
        str(each): me(each.method, each.address("1").removeprefix("/api/v1/"), {})
        for each in operations(PUBLIC_HOST)
        if each.path not in ("/api/v1/schema/", "/api/v1/session/")
    }

    kept = {name for name, answer in told.items() if "no-store" not in answer["Cache-Control"]}
    assert kept == set()
    assert {200, 204, 400, 404} <= {answer.status_code for answer in told.values()}
