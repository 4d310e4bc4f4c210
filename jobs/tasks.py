"""What the queue itself has to do."""

from __future__ import annotations

from django_tasks import task

from jobs import housekeeping
from jobs.schedules import every


@every(hours=1)
@task(atomic=False)
def tidy() -> None:
    housekeeping.tidy()
