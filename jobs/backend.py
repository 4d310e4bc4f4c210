"""The tasks API (DEP 14) over our own table: a job is a row, written in the caller's transaction."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID

from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist

from jobs.arguments import packed
from jobs.models import Job
from jobs.room_task import RoomTask
from tenants.rooms import current_workspace, public_room

_STATUS = {
    Job.State.READY: TaskResultStatus.READY,
    Job.State.HELD: TaskResultStatus.READY,  # the API knows no other word for it
    Job.State.RUNNING: TaskResultStatus.RUNNING,
    Job.State.DONE: TaskResultStatus.SUCCESSFUL,
    Job.State.FAILED: TaskResultStatus.FAILED,
}


class RoomTaskBackend(BaseTaskBackend):
    """Enqueueing is one INSERT: gone if the transaction is rolled back, there once it commits.

    The job is stamped with the workspace that is open, also while the public room is visited from
    inside it; without one it is a public job. A trigger wakes the workers at commit. Results are
    not kept, and the API's signals are not sent: their log lines would show what people wrote.
    """

    task_class = RoomTask
    supports_defer = True
    supports_priority = True
    supports_get_result = True

    def enqueue(
        self, task: Task[Any, Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> TaskResult[Any]:
        self.validate_task(task)
        with public_room():
            return self.result_of(_written(_new_job(_checked(task), packed(args, kwargs))), task)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        with public_room():
            job = Job.objects.filter(pk__in=_uuids(result_id)).first()
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return self.result_of(job, task_at(job.task))

    def result_of(self, job: Job, task: Task[Any, Any]) -> TaskResult[Any]:
        code = job.last_error_code
        return TaskResult(
            task=task,
            id=str(job.pk),
            status=_STATUS[Job.State(job.state)],
            enqueued_at=job.created,
            started_at=None,
            finished_at=job.finished,
            last_attempted_at=None,
            args=job.args["args"],
            kwargs=job.args["kwargs"],
            backend=self.alias,
            errors=[TaskError(exception_class_path=code, traceback="")] if code else [],
            worker_ids=[job.worker] * job.attempts,
        )


def row_of(task: Task[Any, Any], *args: Any, **kwargs: Any) -> Job:
    """The job as `enqueue` would write it, for whoever writes it together with other rows.

    Not for tasks that are unique: for these, `enqueue` looks for an equal one.
    """
    checked = _checked(task)
    if checked.unique or checked.dedupe_key is not None:
        raise InvalidTaskError("a unique task is enqueued")
    return _new_job(checked, packed(args, kwargs))


def task_at(path: str) -> RoomTask[Any, Any]:
    """The task that a job names. Only what was declared as a task can be called."""
    return _checked(import_string(path))


def _checked(task: Any) -> RoomTask[Any, Any]:
    if not isinstance(task, RoomTask):
        raise InvalidTaskError("only a function decorated with @task can be a job")
    return task


def _new_job(task: RoomTask[Any, Any], packet: dict[str, Any]) -> Job:
    home = current_workspace()
    tenant_id = home.tenant_id if home else None
    job = Job(
        tenant_id=tenant_id,
        task=task.module_path,
        args=packet,
        queue=task.queue_name,
        priority=task.priority,
        max_attempts=task.max_attempts,
        dedupe_key=_dedupe_key(task, packet, tenant_id),
    )
    if task.run_after is not None:
        job.run_after = task.run_after
    return job


def _dedupe_key(
    task: RoomTask[Any, Any], packet: dict[str, Any], tenant_id: UUID | None
) -> str | None:
    """A caller's key holds within its task and its workspace."""
    if task.dedupe_key is None and not task.unique:
        return None
    what = [task.module_path, str(tenant_id), task.dedupe_key or packet]
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()


def _written(job: Job) -> Job:
    if job.dedupe_key is None:
        job.save(force_insert=True)
        return job
    while True:  # the equal job may end between the two statements; then ours goes in
        Job.objects.bulk_create([job], ignore_conflicts=True)
        standing = Job.objects.open().filter(dedupe_key=job.dedupe_key)
        found = (standing | Job.objects.filter(pk=job.pk)).first()
        if found is not None:
            return found


def _uuids(text: str) -> list[UUID]:
    try:
        return [UUID(text)]
    except ValueError:
        return []
