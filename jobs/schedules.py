"""What runs by the clock. An app says it in its `tasks.py`, above the task:

    @every(minutes=5)
    @task(queue_name="build", atomic=False)
    def fill_the_pool() -> None: ...

    @daily("03:10")  # UTC
    @task()
    def count_what_was_used() -> None: ...

The task takes no arguments and runs in the public room; one that is for all tenants enqueues a
job for each. Time is cut into slots by the database's clock, the same ones for every process, and
a slot fires at most once: however many workers look, wherever one is killed, and when the clock
jumps. After a long stop the slot of that moment fires, and none of those that were missed. While
the job of an earlier slot waits or runs, a slot is marked and adds no second one.

Workers look once a second, idle or busy (`jobs/worker.py`). A schedule that is new fires at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.db import connection, transaction
from django.utils.module_loading import autodiscover_modules
from django_tasks.base import Task

from jobs.models import Firing
from jobs.room_task import RoomTask
from tenants.rooms import public_room

LOOK = 1.0  # seconds
BEGIN = datetime(2000, 1, 1, tzinfo=UTC)  # where the first slot of all schedules began
DAY = timedelta(days=1)

T = TypeVar("T", bound=Task[Any, Any])


@dataclass(frozen=True)
class Schedule:
    """A task and the length of its slots; `offset` is where they begin after midnight, UTC."""

    task: RoomTask[Any, Any]
    length: timedelta
    offset: timedelta = timedelta()

    @property
    def name(self) -> str:
        return self.task.module_path

    def slot_at(self, moment: datetime) -> datetime:
        """The beginning of the slot that this moment stands in."""
        begin = BEGIN + self.offset
        return begin + (moment - begin) // self.length * self.length

    def enqueue(self) -> None:
        task = self.task if self.task.unique else self.task.using(dedupe_key="schedule")
        task.enqueue()

    def __str__(self) -> str:
        when = f"daily at {BEGIN + self.offset:%H:%M} UTC"
        return f"{self.name} {when if self.length == DAY else f'every {self.length}'}"


_schedules: dict[str, Schedule] = {}


def every(**length: float) -> Callable[[T], T]:
    """`every(minutes=5)`, in the words of timedelta; a second at least."""
    slot = timedelta(**length)
    if slot < timedelta(seconds=1):
        raise ValueError("workers look at the clock once a second")
    return lambda task: _declared(task, slot)


def daily(at: str) -> Callable[[T], T]:
    """`daily("03:10")`: once a day, after this time in UTC."""
    moment = datetime.strptime(at, "%H:%M")  # noqa: DTZ007 - the time of a day, of any
    offset = timedelta(hours=moment.hour, minutes=moment.minute)
    return lambda task: _declared(task, DAY, offset)


def _declared(task: T, length: timedelta, offset: timedelta = timedelta()) -> T:
    if not isinstance(task, RoomTask):
        raise TypeError("a schedule stands above @task")
    schedule = Schedule(task, length, offset)
    _schedules[schedule.name] = schedule
    return task


def schedules() -> list[Schedule]:
    """All that the apps declare in their `tasks.py`."""
    autodiscover_modules("tasks")
    return [_schedules[name] for name in sorted(_schedules)]


class Clock:
    """A worker's look at the clock, and what it knows of the slots that have fired."""

    def __init__(self) -> None:
        self.schedules = schedules()
        self._due = 0.0
        self._fired: dict[str, datetime] = {}

    def when_due(self) -> list[str]:
        """Fire what is to be fired, if the last look is a second ago; the names of what was."""
        if time.monotonic() < self._due:
            return []
        self._due = time.monotonic() + LOOK
        return self.look()

    def look(self) -> list[str]:
        """One query, and in the first look at a slot the mark and the jobs in one transaction."""
        with public_room():
            return self.fire(_time())

    def fire(self, moment: datetime) -> list[str]:
        """In the public room."""
        slots = {each.name: each.slot_at(moment) for each in self.schedules}
        if slots == self._fired:
            return []
        with transaction.atomic():
            new = Firing.objects.mark(slots)
            for schedule in self.schedules:
                if schedule.name in new:
                    schedule.enqueue()
        self._fired = slots
        return new


def _time() -> datetime:
    """The database's: the machines of the workers may not agree."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
