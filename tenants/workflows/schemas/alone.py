"""Who builds, migrates or drops a schema is alone with it: a second one waits for the first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tenants.rooms import public_room

LOCK, UNLOCK = "pg_advisory_lock", "pg_advisory_unlock"
LOCK_TO_THE_END = "pg_advisory_xact_lock"  # of the transaction
_TRY = "pg_try_advisory_xact_lock"


@contextmanager
def alone_with(schema: str) -> Iterator[None]:
    wait_for_other_builders(schema)
    try:
        yield
    finally:
        if connection.connection is not None:  # else the lock went with it
            _ask(UNLOCK, schema)


def wait_for_other_builders(schema: str) -> None:
    """Held until it is given back, or until the owner's connection closes."""
    _ask(LOCK, schema)


def wait_within_the_transaction(schema: str) -> None:
    """Held until the transaction ends."""
    _ask(LOCK_TO_THE_END, schema)


def is_nobody_elses(schema: str) -> bool:
    """Without waiting. If so, held until the transaction ends."""
    return _ask(_TRY, schema) is True


def in_words(what: str, schema: str) -> str:
    """To lock or unlock, as a statement of a longer message."""
    return f"SELECT {what}(hashtext('{schema}'))"


def _ask(what: str, schema: str) -> object:
    with public_room(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {what}(hashtext(%s))", [schema])
        return cursor.fetchone()[0]
