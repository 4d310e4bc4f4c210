"""What nobody needs any more is deleted, in small batches, by a worker that has nothing to do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone

from jobs.models import Job
from tenants.rooms import public_room

EVERY = 3600.0  # seconds
KEPT = timedelta(days=7)
BATCH = 500


class Housekeeping:
    """Once an hour and process. Dead letters stay until somebody has read them."""

    def __init__(self) -> None:
        self.due = time.monotonic()

    def when_due(self) -> int:
        """Tell how many rows went."""
        if time.monotonic() < self.due:
            return 0
        self.due = time.monotonic() + EVERY
        return tidy()


def tidy() -> int:
    """Delete what is past its time: finished jobs after a week, sessions and tickets at once."""
    with public_room():
        return sum(_delete(rows) for rows in _past_their_time())


def _past_their_time() -> Iterator[QuerySet[Any]]:
    now = timezone.now()
    yield Job.objects.filter(state=Job.State.DONE, finished__lt=now - KEPT)
    yield apps.get_model("users", "Session").objects.filter(expire_date__lt=now)
    yield apps.get_model("users", "Ticket").objects.filter(expires_at__lt=now)


def _delete(rows: QuerySet[Any]) -> int:
    """Each batch is a transaction of its own: no lock lasts."""
    manager, gone = rows.model._default_manager, 0
    while batch := manager.filter(pk__in=rows.values("pk")[:BATCH]).delete()[0]:
        gone += batch
    return gone
