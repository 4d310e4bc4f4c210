"""One template database with Acme and Globex, built once a run and copied for each worker.

A test's rows are rolled back; one that is marked `django_db(transaction=True)` gets a fresh copy
afterwards instead, since the runtime login may not truncate.
"""

from __future__ import annotations

import fcntl
import gc
import os
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from psycopg2 import errors, sql

from tenants.cluster import close_to_strangers
from tenants.hosts import forget_hosts
from tenants.models import Tenant
from tenants.rooms import public_room, workspace_of
from tests import world
from tests.tenants.own_domain import Zone, name_server

_run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12].replace("-", "")
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
TEMPLATE = f"kontor_template_{_run}"
MINE = f"kontor_test_{_run}_{_worker}"


def _as_owner(statement: str, *names: str, database: str = "postgres") -> None:
    own: dict[str, Any] = settings.DATABASES["default"]
    with closing(
        psycopg2.connect(
            host=own["HOST"],
            port=own["PORT"],
            dbname=database,
            user=settings.DATABASE_OWNER,
            password=settings.DATABASE_OWNER_PASSWORD,
        )
    ) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
        if statement.startswith("CREATE DATABASE"):
            close_to_strangers(server, names[0], own["USER"])


def _drop() -> None:
    """A vacuum that happens to run there may not be ended by us; it ends by itself."""
    connection.close()
    for patience in range(50):
        try:
            return _as_owner("DROP DATABASE IF EXISTS {} WITH (FORCE)", MINE)
        except (errors.InsufficientPrivilege, errors.ObjectInUse):
            if patience == 49:
                raise
            time.sleep(0.1)


def _copy() -> None:
    _drop()
    _as_owner("CREATE DATABASE {} TEMPLATE {}", MINE, TEMPLATE)


def _build_template() -> None:
    """The empty database that was prepared is copied, migrated and peopled."""
    connection.close()
    _as_owner("CREATE DATABASE {} TEMPLATE {}", TEMPLATE, settings.DATABASES["default"]["NAME"])
    from tenants.workflows.migrate import migrate_everything

    connection.settings_dict["NAME"] = TEMPLATE
    migrate_everything(workspaces=False)
    world.build()
    connection.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    shared = settings.MEDIA_ROOT.parent / f"template-{_run}"  # beside the run's other files
    with django_db_blocker.unblock(), shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        built = shared.with_suffix(".built")
        if not built.exists():
            _build_template()
            built.touch()
        _copy()
        fcntl.flock(lock, fcntl.LOCK_UN)
        connection.settings_dict["NAME"] = MINE
    yield
    with django_db_blocker.unblock():
        _drop()


def _fresh_copy(self: Any) -> None:
    _copy()


def pytest_configure(config: Any) -> None:
    # Django's own way truncates every table, which the runtime login may not.
    TransactionTestCase._fixture_teardown = _fresh_copy  # type: ignore[attr-defined]


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it for garbage costs a tenth of the run."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What tests recorded as `figures` stands at the end."""
    ends = [each for kind in ("", "error") for each in terminalreporter.stats.get(kind, [])]
    for each in ends:
        for name, line in each.user_properties:
            if name == "figures" and each.when == "teardown":
                terminalreporter.write_line(str(line))


@pytest.fixture(autouse=True)
def _no_remembered_hosts() -> None:
    forget_hosts()


@pytest.fixture
def acme(db: None) -> Tenant:
    with public_room():
        return Tenant.objects.get(slug="acme")


@pytest.fixture
def globex(db: None) -> Tenant:
    with public_room():
        return Tenant.objects.get(slug="globex")


@pytest.fixture
def in_acme(acme: Tenant) -> Iterator[Tenant]:
    """The test stands in Acme's workspace."""
    with workspace_of(acme):
        yield acme


@pytest.fixture
def zone(settings: Any, tmp_path: Any) -> Iterator[Zone]:
    """What name servers say, those that are asked for the proof of a domain."""
    with name_server(tmp_path) as (address, zone):
        settings.NAME_SERVERS = [address]
        yield zone


@pytest.fixture
def alice(acme: Tenant) -> world.Person:
    return world.Person("alice@acme.example", acme)


@pytest.fixture
def bob(acme: Tenant) -> world.Person:
    return world.Person("bob@acme.example", acme)


@pytest.fixture
def charlie(globex: Tenant) -> world.Person:
    return world.Person("charlie@globex.example", globex)
