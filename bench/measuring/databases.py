"""Databases of a benchmark: copies of the prepared empty one, gone when it ends."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from types import FrameType
from typing import Any

import psycopg2
from psycopg2 import errors, extensions, sql

from config import env
from tenants.cluster import close_to_strangers

PATIENCE = 100  # tenths of a second in which others may be busy with the database that is copied


@contextlib.contextmanager
def made(*kinds: str) -> Iterator[dict[str, str]]:
    """A database for each kind, by name. Ctrl-C and a polite kill drop them too."""
    signal.signal(signal.SIGTERM, _stop)
    names = {kind: f"kontor_bench_{os.getpid()}_{kind}" for kind in kinds}
    try:
        for name in names.values():
            _copy(name)
        yield names
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        for name in names.values():
            _drop(name)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def host() -> str:
    return env.text("KONTOR_DATABASE_HOST")


def port() -> str:
    return env.text("KONTOR_DATABASE_PORT", "5432")


def connection(database: str) -> extensions.connection:
    """As the owner, who may do all in a database of its own."""
    opened: extensions.connection = psycopg2.connect(
        host=host(),
        port=port(),
        dbname=database,
        user=env.text("KONTOR_DATABASE_OWNER"),
        password=env.secret("KONTOR_DATABASE_OWNER_PASSWORD"),
    )
    opened.autocommit = True
    return opened


def _copy(name: str) -> None:
    _patiently("CREATE DATABASE {} TEMPLATE {}", name, env.text("KONTOR_DATABASE_NAME"))
    with closing(connection(name)) as inside:
        close_to_strangers(inside, name, env.text("KONTOR_DATABASE_USER"))


def _drop(name: str) -> None:
    """And the roles of its rooms, which belong to the whole server."""
    roles = []
    with contextlib.suppress(psycopg2.OperationalError), closing(connection(name)) as inside:
        with inside.cursor() as cursor:
            cursor.execute(_ROLES)
            roles = [role for (role,) in cursor.fetchall()]
    _patiently("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    for role in roles:
        _patiently("DROP ROLE IF EXISTS {}", role)


_ROLES = r"""
SELECT rolname FROM pg_roles JOIN pg_namespace ON nspname = rolname WHERE rolname LIKE 't\_%'
"""


def _patiently(statement: str, *names: str) -> None:
    """A copy waits until nobody uses the original; a drop until a vacuum there has ended."""
    command = sql.SQL(statement).format(*map(sql.Identifier, names))
    with closing(connection("postgres")) as server, server.cursor() as cursor:
        for left in reversed(range(PATIENCE)):
            try:
                return cursor.execute(command)
            except (errors.ObjectInUse, errors.InsufficientPrivilege):
                if not left:
                    raise
                time.sleep(0.1)


def _stop(number: int, frame: FrameType | None) -> Any:
    raise KeyboardInterrupt
