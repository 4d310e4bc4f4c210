"""Nobody stands in a room that is dropped: the first steps of an erasure."""

from __future__ import annotations

import time
from typing import Any

from django.db import ProgrammingError, connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from jobs.models import Job
from tenants.models import Erasure
from tenants.rooms import Room

PATIENCE = 5.0  # seconds that a transaction in the room may still take by itself
WAIT = 60.0  # seconds for what does not end; then the job tries again later

_HERE = """
SELECT DISTINCT pid FROM pg_locks JOIN pg_class ON pg_class.oid = pg_locks.relation
JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = %s AND pid <> pg_backend_pid()
"""


class StillBusy(Exception):
    """Somebody does not leave the room; the erasure tries again later."""


@transaction.atomic
def lock_the_door(case: Erasure) -> dict[str, Any]:
    """The runtime login may no longer stand in the room: the database itself refuses to enter.

    It holds also for a process that does not know yet, and for the next statement of a job.
    """
    room, app = case.tenant.room, connection.settings_dict["USER"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [room.role])
        if cursor.fetchone() is not None:
            cursor.execute(f'REVOKE "{room.role}" FROM "{app}"')
    return {}


def drain(case: Erasure) -> dict[str, Any]:
    """What still runs in the room ends, or is ended. Raises StillBusy when it does not."""
    ended, began = 0, time.monotonic()
    while standing := _standing_in(case.tenant.room):
        if time.monotonic() > began + WAIT:
            raise StillBusy
        if time.monotonic() > began + PATIENCE:
            ended += _end(standing)
        time.sleep(0.05)
    while _jobs_of(case).exists():
        if time.monotonic() > began + WAIT:
            raise StillBusy
        time.sleep(0.1)
    return {"connections_ended": ended}


def _standing_in(room: Room) -> list[int]:
    """Who holds a lock on one of its tables: everyone in a transaction that touched one."""
    with connection.cursor() as cursor:
        cursor.execute(_HERE, [room.schema])
        return [pid for (pid,) in cursor.fetchall()]


def _end(standing: list[int]) -> int:
    """A vacuum of the database's own ends by itself, and may not be ended by us."""
    ended = 0
    for pid in standing:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL ROLE pg_signal_backend")
                cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
            ended += 1
        except ProgrammingError:
            continue
    return ended


def _jobs_of(case: Erasure) -> Any:
    """Jobs that may still write of this tenant: its own, and letters (they are nobody's) that were
    on their way when it began. One whose worker died counts until its lease is over."""
    running = Job.objects.filter(state=Job.State.RUNNING, lease_until__gt=Now())
    letters = Q(tenant=None, created__lt=case.asked_at)
    return running.exclude(queue="build").filter(Q(tenant=case.tenant_id) | letters)
