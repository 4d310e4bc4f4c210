"""What the queue itself has to do."""

from __future__ import annotations

from django_tasks import task

from jobs import housekeeping
from jobs.schedules import every

BEFORE_THE_USUAL = 10  # a priority: however many jobs wait, the table of jobs is kept small


@every(minutes=1)
@task(priority=BEFORE_THE_USUAL, atomic=False)
def forget_what_is_done() -> None:
    housekeeping.forget_what_is_done()


@every(minutes=5)
@task(atomic=False)
def release_who_waits_for_nothing() -> None:
    housekeeping.release_who_waits_for_nothing()


@every(hours=1)
@task(priority=BEFORE_THE_USUAL, atomic=False)
def tidy() -> None:
    housekeeping.tidy()
