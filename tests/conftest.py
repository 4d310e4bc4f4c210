"""One template database with Acme and Globex, built once a run (template.py) and copied for each worker.

A test's rows are rolled back; one that is marked `django_db(transaction=True)` gets a fresh copy
afterwards instead, since the runtime login may not truncate.
"""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase
from pytest_django.plugin import blocking_manager_key

from bench.measuring.wire import Tap
from config.depth import at_any_depth
from tenants.hosts import forget_hosts
from tenants.models import Tenant
from tenants.rooms import public_room, workspace_of
from tests import template, world
from tests.copies import RUN, Copies
from tests.order import OneWorkerForBrowsers, spread
from tests.tenants.own_domain import Zone, name_server


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        template.stand_ready()
        copies = Copies()
        copies.take()
        # Django's own way truncates every table, which the runtime login may not.
        TransactionTestCase._fixture_teardown = lambda _: copies.take()  # type: ignore[attr-defined]
    yield
    with django_db_blocker.unblock():
        copies.end()


def pytest_configure(config: Any) -> None:
    """The run's name is known before its workers start."""
    if config.getoption("testrunuid", None) is None and not hasattr(config, "workerinput"):
        config.option.testrunuid = RUN


def pytest_xdist_make_scheduler(config: Any, log: Any) -> Any:
    """The workers load the tests meanwhile; so none has to wait for the template."""
    with config.stash[blocking_manager_key].unblock():
        template.stand_ready()
    return OneWorkerForBrowsers(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[Any]) -> None:
    spread(items)
    for item in items:  # as the server calls us: what is tested costs the same at any depth
        item.obj = at_any_depth(item.obj)


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


@pytest.fixture
def db_behind_a_tap(transactional_db: None) -> Iterator[Tap]:
    """Counts the messages from here to the server."""
    connection.close()
    database = connection.settings_dict
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Tap(Path(folder), database["HOST"], database["PORT"])) as tap,
    ):
        host, database["HOST"] = database["HOST"], folder
        yield tap
        connection.close()
        database["HOST"] = host
