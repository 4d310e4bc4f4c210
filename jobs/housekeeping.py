"""What nobody needs any more is deleted, in small batches, by the clock.

Whose rows go in time registers them in its `apps.py`, and may do so twice:

    housekeeping.register(Session.objects.expired)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from jobs.models import Job
from tenants.rooms import public_room

HOURS, NUMBER = 24, 10_000  # of the jobs that are done
BATCH = 500

Rows = Callable[[], QuerySet[Any]]
_past_their_time: list[Rows] = []


def register(rows: Rows) -> None:
    """Tables of the public room only: tidying stands there."""
    if rows not in _past_their_time:
        _past_their_time.append(rows)


def tidy() -> int:
    """Delete what is past its time, and tell how many rows."""
    with public_room():
        return sum(_delete(rows()) for rows in _past_their_time)


def _delete(rows: QuerySet[Any]) -> int:
    """Each batch is a transaction of its own: no lock lasts."""
    manager, gone = rows.model._default_manager, 0
    while batch := manager.filter(pk__in=rows.values("pk")[:BATCH]).delete()[0]:
        gone += batch
    return gone


def release_who_waits_for_nothing() -> int:
    """What is held in a workspace that is open, because the one job that was to look again is
    gone. What still has to wait is held anew."""
    with public_room():
        return Job.objects.filter(tenant__state="open").release()


def forget_what_is_done() -> int:
    """What became of a job can be asked for a day, or until so many others have ended since.

    So the table stays small however much runs. Dead letters stay until somebody has read them.
    """
    gone, last = 0, BATCH
    with public_room():
        while last == BATCH:
            last = Job.objects.forget(hours=HOURS, number=NUMBER, at_once=BATCH)
            gone += last
    return gone
