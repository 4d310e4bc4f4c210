from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connections, models
from django.db.models.functions import Coalesce, Now
from uuid_utils.compat import uuid7

from jobs.models import statements
from tenants.leaving import erased

NOBODY = UUID(int=0)  # whose turn the public room's jobs wait for

Turns = dict[str, str]  # of each priority the tenant that had the last one


class JobQuerySet(models.QuerySet["Job"]):
    def open(self) -> JobQuerySet:
        return self.filter(state__in=[Job.State.READY, Job.State.RUNNING, Job.State.HELD])

    def dead(self) -> JobQuerySet:
        """The dead letters: what nobody tries any more."""
        return self.filter(state=Job.State.FAILED)

    def hold(self) -> int:
        """Nobody takes what waits for its turn, until it is released; in a transaction. What
        another worker takes at this very moment is left to it."""
        waiting = self.filter(state=Job.State.READY, run_after=None)
        free = waiting.select_for_update(skip_locked=True).values("pk")
        return Job.objects.filter(pk__in=free).update(state=Job.State.HELD)

    def release(self) -> int:
        """What was held is ready again: its workspace can be written in."""
        return self.filter(state=Job.State.HELD).update(state=Job.State.READY, run_after=None)

    def claim(self, *, queue: str, worker: str, lease: float, turns: Turns) -> Job | None:
        """The next job of this queue, now this worker's for `lease` seconds; or None.

        A job whose lease ran out comes first, then what is most important. Of that the tenants
        have their turns, one job each: `turns` is where this worker stands in its round.
        """
        with connections[self.db].cursor() as cursor:
            cursor.execute(statements.CLAIM, [queue, worker, lease, json.dumps(turns)])
            row = cursor.fetchone()
            if row is None:
                return None
            columns = [column.name for column in cursor.description]
        job = Job(**dict(zip(columns, row, strict=True)))
        job.args = json.loads(job.args)
        turns[str(job.priority)] = str(job.tenant_id or NOBODY)
        return job

    def bring(self, *, queue: str) -> int:
        """The time of these jobs has come: they may be claimed."""
        return self._count(statements.BRING, [queue])

    def forget(self, *, hours: int, number: int, at_once: int) -> int:
        """Delete jobs that are done: those that ended so long ago, and all but so many of the rest."""
        return self._count(statements.FORGET, [hours, number - 1, at_once])

    def _count(self, statement: str, values: list[Any]) -> int:
        with connections[self.db].cursor() as cursor:
            cursor.execute(statement, values)
            rows: int = cursor.rowcount
        return rows


@erased(with_tenant="tenant")
class Job(models.Model):
    """One call of a task, written in the transaction that causes it. What goes wrong leaves the name
    of a class here, never a message: those hold what people wrote.

    `attempts` is the fence: whoever lost the lease can neither renew it nor finish the job.
    """

    class State(models.TextChoices):
        READY = "ready"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"  # a dead letter
        HELD = "held"  # until its workspace is open again, or has what our code needs

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, null=True, related_name="jobs")
    task = models.CharField(max_length=200)
    args = models.JSONField(default=dict)
    queue = models.CharField(max_length=40)
    priority = models.SmallIntegerField(default=0)
    run_after = models.DateTimeField(null=True)  # none: as soon as it is its tenant's turn
    state = models.CharField(max_length=10, choices=State, default=State.READY)
    attempts = models.PositiveIntegerField(default=0)
    max_attempts = models.PositiveIntegerField()
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=100, default="")
    dedupe_key = models.CharField(max_length=200, null=True)  # noqa: DJ001 - null is never equal
    last_error_code = models.CharField(max_length=100, default="")
    created = models.DateTimeField(db_default=Now())
    finished = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                "queue",
                models.F("priority").desc(),
                Coalesce("tenant", NOBODY),
                "id",
                condition=models.Q(state="ready", run_after=None),
                name="jobs_that_are_due",
            ),
            models.Index(
                fields=["queue", "run_after"],
                condition=models.Q(state="ready", run_after__isnull=False),
                name="jobs_that_wait_for_their_time",
            ),
            models.Index(
                fields=["queue", "lease_until"],
                condition=models.Q(state="running"),
                name="jobs_that_run",
            ),
            models.Index(
                fields=["finished"], condition=models.Q(state="done"), name="jobs_that_are_done"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe_key"],
                condition=models.Q(state__in=["ready", "running", "held"]),
                name="one_open_job_a_dedupe_key",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["ready", "running", "done", "failed", "held"]),
                name="job_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.id}"

    @property
    def is_worn_out(self) -> bool:
        """It was taken more often than it may be: every worker that had it was lost."""
        return self.attempts > self.max_attempts

    @property
    def may_be_repeated(self) -> bool:
        return self.attempts < self.max_attempts

    # Each verb answers whether the job was still this worker's. If not, nothing has changed.

    def renew(self, lease: float) -> bool:
        return self._change(lease_until=Now() + timedelta(seconds=lease))

    def finish(self, code: str = "") -> bool:
        """Each job needs this statement: it is not put together anew."""
        with connections[Job.objects.db].cursor() as cursor:
            cursor.execute(statements.FINISH, [code[:100], self.pk, self.attempts, self.worker])
            return bool(cursor.rowcount == 1)

    def bury(self, code: str) -> bool:
        """Make it a dead letter. `code` is a name of a class, never a message: those tell too much."""
        return self._end(self.State.FAILED, code)

    def repeat(self, code: str, *, wait: float) -> bool:
        """Ready again, in `wait` seconds."""
        return self._change(
            state=self.State.READY,
            run_after=Now() + timedelta(seconds=wait),
            lease_until=None,
            last_error_code=code[:100],
        )

    def give_back(self, *, wait: float = 0, **why: str) -> bool:
        """Ready again after so many seconds, and this attempt does not count against it."""
        later = {"run_after": Now() + timedelta(seconds=wait)} if wait else {}
        more = models.F("max_attempts") + 1
        given = {"lease_until": None, "max_attempts": more, **later, **why}
        return self._change(state=self.State.READY, **given)

    def hold(self) -> bool:
        """Nobody takes it until it is released, and this attempt does not count against it."""
        return self._change(
            state=self.State.HELD, lease_until=None, max_attempts=models.F("max_attempts") + 1
        )

    def _end(self, state: str, code: str) -> bool:
        return self._change(
            state=state, finished=Now(), lease_until=None, last_error_code=code[:100]
        )

    def _change(self, **values: Any) -> bool:
        mine = Job.objects.filter(
            pk=self.pk, state=self.State.RUNNING, attempts=self.attempts, worker=self.worker
        )
        return mine.update(**values) == 1
