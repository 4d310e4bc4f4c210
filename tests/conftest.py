"""One template database with Acme and Globex, built once a run and copied for each worker.

A test's rows are rolled back; one that is marked `django_db(transaction=True)` gets a fresh copy
afterwards instead, since the runtime login may not truncate.
"""

from __future__ import annotations

import fcntl
import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from xdist.scheduler import LoadScopeScheduling

from tenants.hosts import forget_hosts
from tenants.models import Tenant
from tenants.rooms import public_room, workspace_of
from tests import world
from tests.copies import RUN, TEMPLATE, Copies, begin_template
from tests.tenants.own_domain import Zone, name_server

BROWSERS = "tests/browser/"


def _build_template() -> None:
    """The empty database that was prepared is copied, migrated and peopled."""
    connection.close()
    begin_template(settings.DATABASES["default"]["NAME"])
    from tenants.workflows.migrate import migrate_everything

    connection.settings_dict["NAME"] = TEMPLATE
    migrate_everything(workspaces=False)
    world.build()
    connection.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    shared = settings.MEDIA_ROOT.parent / f"template-{RUN}"  # beside the run's other files
    with django_db_blocker.unblock(), shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        built = shared.with_suffix(".built")
        if not built.exists():
            _build_template()
            built.touch()
        fcntl.flock(lock, fcntl.LOCK_UN)
        copies = Copies()
        copies.take()
        # Django's own way truncates every table, which the runtime login may not.
        TransactionTestCase._fixture_teardown = lambda _: copies.take()  # type: ignore[attr-defined]
    yield
    with django_db_blocker.unblock():
        copies.end()


class OneWorkerForBrowsers(LoadScopeScheduling):
    """Each test for itself, but those with a browser one after the other, and first: whichever
    worker takes one starts a whole Kontor. (The groups of xdist 3.8 are lost under pytest 9.2.)
    """

    def _split_scope(self, nodeid: str) -> str:
        return BROWSERS if nodeid.startswith(BROWSERS) else nodeid


def pytest_xdist_make_scheduler(config: Any, log: Any) -> Any:
    return OneWorkerForBrowsers(config, log)


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
