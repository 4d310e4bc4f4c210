"""Jobs that look at what they find, and one that leaves something. A worker finds them by this path."""

from __future__ import annotations

from django.db import connection
from django_tasks import task

from tests.isolation.marks import names

seen: list[tuple[str, set[str]]] = []  # whose job it was, and whose rows it saw
counted: list[int] = []

# What SQL can leave on a connection, and how it is found there.
LEFTOVERS = {
    "setting": (
        "SET SESSION statement_timeout = '1h'",
        "SELECT count(*) FROM pg_settings WHERE name = 'statement_timeout' AND setting <> '0'",
    ),
    "prepared": (
        "PREPARE theirs AS SELECT 1",
        "SELECT count(*) FROM pg_prepared_statements",
    ),
    "cursor": (
        "DECLARE theirs CURSOR WITH HOLD FOR SELECT name FROM members_member",
        "SELECT count(*) FROM pg_cursors",
    ),
    "lock": (
        "SELECT pg_advisory_lock(7)",
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()",
    ),
    "channel": ("LISTEN theirs", "SELECT count(*) FROM pg_listening_channels()"),
}
_WORSE = {"transaction": "SELECT 1; BEGIN", "table": "CREATE TEMP TABLE theirs (x int)"}


@task()
def look(slug: str) -> None:
    seen.append((slug, names()))


class Broken(Exception):
    pass


@task(atomic=False, max_attempts=1)
def leave(kind: str, fail: bool) -> None:
    """What injected SQL could do; it ends well, or not."""
    with connection.cursor() as cursor:
        cursor.execute(_WORSE[kind] if kind in _WORSE else LEFTOVERS[kind][0])
    if fail:
        raise Broken


@task()
def count(kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(LEFTOVERS[kind][1])
        counted.append(cursor.fetchone()[0])
