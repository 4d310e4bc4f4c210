"""Who builds, migrates or drops a schema is alone with it: a second one waits for the first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tenants.rooms import public_room


@contextmanager
def alone_with(schema: str) -> Iterator[None]:
    wait_for_other_builders(schema)
    try:
        yield
    finally:
        if connection.connection is not None:  # else the lock went with it
            with public_room(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [schema])


def wait_for_other_builders(schema: str) -> None:
    """Held until it is given back, or until the owner's connection closes."""
    with public_room(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [schema])
