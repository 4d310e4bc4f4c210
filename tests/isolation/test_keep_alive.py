"""A real server, real connections that stay open, two tenants in turn: each sees its own rows.

Straight to the database, and through a pooler that gives its few connections to whoever asks next.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection

from tenants.actor import Actor
from tenants.models import Tenant
from tenants.rooms import Room, public_room
from tenants.workflows.close import close, reopen
from tenants.workflows.suspend import lift, suspend
from tests import world
from tests.isolation.served import HERE, PATIENCE, PGBOUNCER, Pooler, Web
from tests.isolation.turns import JSON, LIST, Side, take_turns

pytestmark = pytest.mark.django_db(transaction=True)
PROVIDER = Actor(client="prov")


@pytest.fixture
def pooler(tmp_path: Path, db: None) -> Iterator[Pooler]:
    """Two connections to the database, however many ask."""
    if not PGBOUNCER and not os.environ.get("CI"):
        pytest.skip("pgbouncer is not installed (Debian: apt-get install pgbouncer)")
    with Pooler(tmp_path, connections=2) as pooler:
        yield pooler


@pytest.fixture
def sides(transactional_db: None, alice: world.Person, charlie: world.Person) -> tuple[Side, Side]:
    return Side.of(alice, "SIA Only Acme"), Side.of(charlie, "SIA Only Globex")


@pytest.fixture(params=["straight", "pooled"])
def web(request: Any, tmp_path: Path, sides: Any) -> Iterator[Web]:
    pooler = request.getfixturevalue("pooler") if request.param == "pooled" else None
    with ExitStack() as stack:
        yield stack.enter_context(Web(tmp_path, pooler=pooler))


@pytest.mark.parametrize("requests", [480, pytest.param(10_000, marks=pytest.mark.drill)])
def test_each_answer_shows_its_own_tenant(web, sides, requests, record_property):
    began = time.monotonic()
    seen = take_turns(web, sides, requests=requests)
    took = time.monotonic() - began

    assert seen.faults == []
    assert set(seen.statuses) == {200, 302, 400, 401, 404}
    record_property("figures", f"{requests} requests in {took:.1f} s: {dict(seen.statuses)}")


def test_another_process_learns_within_a_second_who_is_let_in(web, sides, acme):
    """Closed and opened, suspended and lifted by this process; asked of that one."""
    ours, _ = sides
    assert status_of(web, ours, "PATCH") == 200  # it has read its code by now
    late = []
    with public_room():
        for change, wanted in (
            (lambda: close(acme.id, by=PROVIDER), 410),
            (lambda: reopen(acme.id, by=PROVIDER), 200),
            (lambda: suspend(acme.id, reason="Unpaid", by=PROVIDER), 409),
            (lambda: lift(acme.id, by=PROVIDER), 200),
        ):
            change()
            late.append(_begun_last(web, ours, wanted))

    assert max(late) < 1, late


def _begun_last(web: Web, side: Side, wanted: int) -> float:
    """When the last request began that was answered as before, in seconds after the change: however
    slow the machine is, one that begins later is answered anew.

    A change of nothing: what a suspended workspace refuses, a closed one does not hear.
    """
    changed = time.monotonic()
    last = 0.0
    while time.monotonic() - changed < PATIENCE:
        begins = time.monotonic() - changed
        if status_of(web, side, "PATCH") == wanted:
            return last
        last = begins
        time.sleep(0.02)
    raise AssertionError(f"it never answered {wanted}")


def status_of(web: Web, side: Side, method: str) -> int:
    with closing(HTTPConnection(HERE, web.port, timeout=30)) as line:
        headers = {"Host": side.host, "X-Forwarded-Proto": "https", **side.by_token, **JSON}
        line.request(method, f"{LIST}{side.party_id}/", "{}", headers)
        answer = line.getresponse()
        answer.read()
        return answer.status


# --- that these tests can fail -----------------------------------------------------------------


@pytest.fixture
def clients(pooler: Pooler, sides: Any, acme: Tenant, globex: Tenant) -> Iterator[list[Client]]:
    """Two programs that know one tenant each, behind one pooler."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(Client(pooler, tenant.room, side))
            for tenant, side in zip((acme, globex), sides, strict=True)
        ]


class Client:
    """A program that says where it stands in its own way, and reads the names of customers."""

    def __init__(self, pooler: Pooler, room: Room, side: Side) -> None:
        self.room, self.marker = room, side.marker
        params = connection.get_connection_params()
        params.pop("cursor_factory", None)
        self.line = psycopg2.connect(**{**params, "host": HERE, "port": pooler.port})
        self.line.autocommit = True

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.line.close()

    def stands(self) -> None:
        """As most programs do: for the session, of which a pooler knows nothing."""
        with self.line.cursor() as cursor:
            cursor.execute(f"SET ROLE {self.room.role}")
            cursor.execute(f"SET search_path = {self.room.schema}")

    def reads(self, glue: str = "") -> list[str]:
        with self.line.cursor() as cursor:
            cursor.execute(f"{glue}SELECT name FROM parties_party")
            return [name for (name,) in cursor.fetchall()]


def test_a_setting_of_the_session_shows_the_rows_of_another(clients):
    """What stock tenants do behind such a pooler. Seen here, it would be seen above."""
    wrong = 0
    for _ in range(50):
        for client in clients:
            client.stands()
        wrong += sum(client.reads() != [client.marker] for client in clients)

    assert wrong > 0


def test_what_is_glued_to_the_statement_does_not(clients):
    for client in clients:
        client.stands()  # left behind by somebody else
    wrong = [
        client.marker
        for _ in range(200)
        for client in clients
        if client.reads(client.room.glue) != [client.marker]
    ]

    assert wrong == []
