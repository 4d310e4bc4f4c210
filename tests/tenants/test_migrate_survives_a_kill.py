"""Killed at any moment, a migration of everybody ends with the same at its next run."""

import os
import random
import subprocess
import sys
import time
from itertools import count, takewhile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tenants.heads import our_head
from tenants.models import Schema
from tenants.rooms import public_room
from tenants.workflows.migrate import migrate_tenants
from tests.tenants.catalog import catalog_of
from tests.tenants.killed import killed_before_statement
from tests.tenants.releases import THINGS, ask, heads
from tests.tenants.test_migrate_everybody import CONCURRENTLY

pytestmark = pytest.mark.django_db(transaction=True)

# One in SQL, one in Python, one without a transaction: each takes another way to its end.
GROWN = """
    operations = [
        AddField("thing", "grown{0}", IntegerField(null=True)),
        CreateModel("Other{0}", [("id", UUIDField(primary_key=True))]),
    ]
"""
FILLED = """
    operations = [RunPython(lambda apps, editor:
        apps.get_model("logbook", "Thing").objects.create(pk="{0:032}", size=1))]
"""
ROWS = "SELECT id::text FROM logbook_thing ORDER BY id"


def three_releases(releases, number):
    releases.release(f"{number:04}_grown", GROWN.format(number))
    releases.release(f"{number:04}_filled", FILLED.format(number))
    index = CONCURRENTLY.replace("entries_by_verb", f"entries_{number}")
    releases.release(f"{number:04}_index", index)


def ends_the_same(acme, globex):
    assert migrate_tenants().is_good
    assert set(heads()) == {our_head()}
    assert catalog_of(globex) == catalog_of(acme)
    assert ask(globex, ROWS) == ask(acme, ROWS)


def kill_at(statement, releases, acme, globex, number):
    """False when the work had ended before this statement."""
    three_releases(releases, number)
    with public_room():
        expected = len(ask(acme, ROWS)) + 1
    was_killed = killed_before_statement(statement, lambda: migrate_tenants(connections=1))
    ends_the_same(acme, globex)
    assert len(ask(acme, ROWS)) == expected, f"killed before statement {statement}"
    return was_killed


@pytest.fixture
def things(releases, acme, globex):
    """The template would be one more to wait for at each kill."""
    with public_room():
        Schema.objects.filter(kind="template").delete()
    releases.release("0003_things", THINGS)
    migrate_tenants()


def test_killed_at_any_of_some_points(releases, acme, globex, things):
    kills = [
        kill_at(statement, releases, acme, globex, number)
        for number, statement in enumerate((6, 27, 44), 10)
    ]

    assert kills[:3] == [True] * 3


@pytest.mark.drill
def test_killed_before_every_third_of_its_statements(releases, acme, globex, things):
    kills = list(takewhile(lambda n: kill_at(n, releases, acme, globex, 100 + n), count(1, 3)))

    assert len(kills) > 13


@pytest.mark.drill
def test_a_process_killed_at_any_moment(releases, acme, globex, things, tmp_path):
    """Over several connections: what is on its way in the others ends with the process."""
    chance = random.Random(7)  # noqa: S311 - not a secret
    began = time.monotonic()
    start(releases, tmp_path).wait()
    whole = time.monotonic() - began
    for number in range(200, 206):
        three_releases(releases, number)
        process = start(releases, tmp_path)
        time.sleep(chance.uniform(0.3, 1.2) * whole)
        process.kill()
        process.wait()
        ends_the_same(acme, globex)


def start(releases, folder: Path):
    (folder / "grown_settings.py").write_text(
        "from tests.settings import *\n"
        f"DATABASES['default']['NAME'] = {connection.settings_dict['NAME']!r}\n"
        f"MIGRATION_MODULES = {{'logbook': {releases.package!r}}}\n"
    )
    path = f"{releases.folder.parent}{os.pathsep}{folder}{os.pathsep}{settings.HOME}"
    return subprocess.Popen(
        [sys.executable, "manage.py", "migrate_tenants", "--verbosity", "0"],
        cwd=settings.HOME,
        env={**os.environ, "PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "grown_settings"},
    )
