"""The room itself goes: its tables, its schema, its role."""

from __future__ import annotations

import time
from typing import Any

from django.db import InternalError, OperationalError, connection, transaction
from psycopg2 import errors, sql

from tenants.models import Erasure, Schema
from tenants.workflows.drain import StillBusy

BATCH = 20  # tables a transaction: about ten locks each, far from max_locks_per_transaction
LOCK_TIMEOUT = "2s"
TRIES = 20


def drop_schema(case: Erasure) -> dict[str, Any]:
    return {"tables": drop_known(case.tenant.schema_name)}


def drop_known(schema: str) -> int:
    """Its tables in batches, then what is left of it, then the row that tells of it."""
    dropped = 0
    while tables := _some_tables(schema):
        names = sql.SQL(", ").join(sql.Identifier(schema, table) for table in tables)
        _patiently(sql.SQL("DROP TABLE {} CASCADE").format(names))
        dropped += len(tables)
    _patiently(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))
    Schema.objects.filter(name=schema).delete()
    return dropped


def drop_role(case: Erasure) -> dict[str, Any]:
    """Its role, last. A role that another database of the server still knows stays: it may enter
    nothing, nobody may become it, and the case says so."""
    return {} if drop_role_named(case.tenant.room.role) else {"role_left": True}


def drop_role_named(role: str) -> bool:
    try:
        _run(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))
    except (InternalError, OperationalError) as refused:
        if not isinstance(refused.__cause__, errors.DependentObjectsStillExist):
            raise
        return False
    return True


def _some_tables(schema: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1 LIMIT %s",
            [schema, BATCH],
        )
        return [name for (name,) in cursor.fetchall()]


def _patiently(statement: sql.Composable) -> None:
    """A vacuum or a look at the catalogs may hold a table for a moment."""
    for left in reversed(range(TRIES)):
        try:
            return _run(statement)
        except OperationalError as error:
            if not isinstance(error.__cause__, errors.LockNotAvailable):
                raise
            if not left:
                raise StillBusy from None
            time.sleep(0.1)


@transaction.atomic
def _run(statement: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        cursor.execute(statement)
