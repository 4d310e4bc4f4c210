"""What nobody needs any more is deleted, in small batches: a job of every hour.

Whose rows go in time registers them in its `apps.py`, and may do so twice:

    housekeeping.register(Session.objects.expired)
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from jobs.models import Job
from tenants.rooms import public_room

KEPT = timedelta(days=7)
BATCH = 500

Rows = Callable[[], QuerySet[Any]]
_past_their_time: list[Rows] = []


def register(rows: Rows) -> None:
    """Tables of the public room only: tidying stands there."""
    if rows not in _past_their_time:
        _past_their_time.append(rows)


def tidy() -> int:
    """Delete what is past its time, and tell how many rows. Dead letters stay until they are read."""
    with public_room():
        return sum(_delete(rows()) for rows in _past_their_time)


def _delete(rows: QuerySet[Any]) -> int:
    """Each batch is a transaction of its own: no lock lasts."""
    manager, gone = rows.model._default_manager, 0
    while batch := manager.filter(pk__in=rows.values("pk")[:BATCH]).delete()[0]:
        gone += batch
    return gone


def _done_a_week_ago() -> QuerySet[Any]:
    return Job.objects.filter(state=Job.State.DONE, finished__lt=timezone.now() - KEPT)


register(_done_a_week_ago)
