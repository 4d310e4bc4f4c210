"""Tenants as Kontor makes them: by the workflows that the provider's API calls."""

from __future__ import annotations

import gc
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import psycopg2
from django.db import connection, transaction

from bench.measuring.wishes import next_wish
from tenants.models import Schema, Tenant
from tenants.models.tenant import new_schema_name
from tenants.rooms import Room, as_owner, current_room, public_room
from tenants.workflows.migrate import migrate_everything
from tenants.workflows.onboard import onboard
from tenants.workflows.provision import provision
from tenants.workflows.schemas.build import build
from tenants.workflows.schemas.roles import make_roles
from tenants.workflows.schemas.script import BEFORE, script_at_our_head
from users.models import ApiToken

CONNECTIONS = 4


def prepare() -> None:
    """The public room and the script; nobody in it yet."""
    migrate_everything(workspaces=False)
    with as_owner(), public_room():
        script_at_our_head()
    with public_room():
        ApiToken.objects.make(name="bench", membership=None)


def grow(tenants: int) -> None:
    """So many more, each with its domain, through the pool."""
    fill(tenants)
    with public_room():
        client = ApiToken.objects.get()
        for _ in range(tenants):
            _claim(client)


def fill(spares: int) -> None:
    """So many more spare schemas, as the pool's job builds them but over several connections."""
    with as_owner(), public_room():
        names = [new_schema_name() for _ in range(spares)]
        made = Schema.objects.bulk_create(Schema(name=n, kind=Schema.Kind.SPARE) for n in names)
        make_roles(made)
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        list(threads.map(_build, [made[at::CONNECTIONS] for at in range(CONNECTIONS)]))


def _build(schemas: list[Schema]) -> None:
    with as_owner():
        build(schemas)


def standing() -> int:
    """How many tenants there are."""
    with public_room():
        return int(Tenant.objects.count())


def claim(many: int) -> list[float]:
    """Seconds from a wish to a workspace that is open and whose owner is invited, each time."""
    with public_room():
        client = ApiToken.objects.get()
        found = []
        for _ in range(many):
            gc.collect()
            found.append(_claim(client))
        return found


def _claim(client: ApiToken) -> float:
    wanted = next_wish()
    began = time.perf_counter()
    tenant = onboard(wanted, key=wanted.slug, by=client)
    seconds = time.perf_counter() - began
    if tenant.state != Tenant.State.OPEN:
        raise RuntimeError("the pool was empty")
    return seconds


def floor(many: int) -> list[float]:
    """Seconds of what no claim can do without: its statements as one text, by the bare driver.

    Each is a claim of its own, that was made up to its last statement and not sent.
    """
    found = []
    with public_room(), closing(psycopg2.connect(**connection.get_connection_params())) as bare:
        bare.autocommit = True
        client = ApiToken.objects.get()
        for _ in range(many):
            text = _unsent(client)
            gc.collect()
            found.append(_send(bare, text))
    return found


def _send(bare: Any, text: str) -> float:
    with bare.cursor() as cursor:
        began = time.perf_counter()
        cursor.execute(text)
        return time.perf_counter() - began


def _unsent(client: ApiToken) -> str:
    """A claim that took its schema, wrote nothing, and gave it back: the text of the whole."""
    said: list[str] = []
    rooms: list[Room] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        room = current_room()
        if room is None or sql.startswith(("SAVEPOINT", "RELEASE")):
            return execute(sql, params, many, context)
        glue = "" if rooms[-1:] == [room] else room.glue
        rooms.append(room)
        said.append(glue + context["cursor"].mogrify(sql, params).decode())
        return None if "INSERT" in sql else execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(note):
        _claim(client)
        transaction.set_rollback(True)
    return ";".join(["BEGIN", *said, "COMMIT"])


def provide() -> float:
    """The same when the pool is empty, without the moment in which a worker wakes up."""
    wanted = next_wish()
    with public_room():
        client = ApiToken.objects.get()
    gc.collect()
    began = time.perf_counter()
    with public_room():
        tenant = onboard(wanted, key=wanted.slug, by=client)
    if tenant.state == Tenant.State.OPEN:
        raise RuntimeError("the pool was not empty")
    provision(tenant.id)
    return time.perf_counter() - began


def script() -> str:
    """What makes a schema more, as SQL; its role stands already."""
    schema = Schema(name=new_schema_name(), kind=Schema.Kind.SPARE)
    with as_owner(), public_room():
        make_roles([schema])
        found = script_at_our_head()
    if found is None:
        raise RuntimeError("there is no script")
    return BEFORE + found.naming(schema.name)
