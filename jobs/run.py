"""One claimed job, from entering its room to writing down how it ended."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from contextvars import Context
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django_tasks.base import TaskContext
from django_tasks.exceptions import InvalidTaskError

from config.errors import Refusal
from config.kept import Given, KeptQuery
from jobs.backend import RoomTaskBackend, task_at
from jobs.current import take
from jobs.errors import (
    LeaseLost,
    Stopped,
    TenantGone,
    WorkersLost,
    WorkspaceIsBehind,
    WorkspaceRests,
)
from jobs.models import Job
from jobs.room_task import RoomTask
from tenants.awaited import RETRY_AFTER, can_serve
from tenants.models import Tenant
from tenants.rooms import RoomError, current_room, public_room, workspace_of

log = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 2.0, 3600.0  # seconds
GONE = (Tenant.State.ERASING, Tenant.State.ERASED)


def run(job: Job) -> None:
    """Run it and record the outcome: done, again later, or a dead letter.

    What the task raises ends here; the log and the row get its class and place, not its message.
    The task starts in a fresh context, so that nothing of an earlier one can be seen.
    """
    try:
        Context().run(_perform, job)
    except TenantGone as gone:
        _record(job.finish, _name(gone))
    except WorkspaceRests:
        _hold(job)
    except WorkspaceIsBehind:
        _look_again(job)
    except (Refusal, WorkersLost) as refusal:
        _bury(job, refusal)
    except LeaseLost:
        log.warning("job %s (%s): the lease was lost, rolled back", job.pk, job.task)
    except Stopped:
        connection.close()  # it may stand in the middle of a statement
        _record(job.give_back)
        raise
    except (Exception, SystemExit) as error:
        _repeat_or_bury(job, error)


def _perform(job: Job) -> None:
    take(job)
    if job.is_worn_out:
        raise WorkersLost
    task = task_at(job.task)
    with _door(job):
        if task.atomic:
            with transaction.atomic(durable=True):
                _call(task, job)
                _finish(job)
        else:
            _call(task, job)
            _check_no_transaction()
            _finish(job)
    _check_no_transaction()
    if current_room() is not None:
        raise RoomError("the task left a room open")


def _door(job: Job) -> Any:
    if job.tenant_id is None:
        return public_room()
    with public_room():
        found = _home().first(id=job.tenant_id)
    assert found is not None  # noqa: S101 - a job goes with the row of its tenant
    pk, state, schema, head = found
    tenant = Tenant(id=pk, state=state, schema_name=schema)
    if tenant.state in GONE:
        raise TenantGone
    if tenant.rests:
        raise WorkspaceRests
    if not can_serve(head):
        raise WorkspaceIsBehind
    if job.last_error_code == WorkspaceIsBehind.__name__:  # it was the one that looks again
        with public_room():
            Job.objects.filter(tenant=job.tenant_id).release()
    return workspace_of(tenant)


@cache
def _home() -> KeptQuery:
    """What the door needs to know, before each job of a workspace."""
    rows = Tenant.objects.filter(pk=Given("id", Tenant._meta.pk)).with_head()
    return KeptQuery(rows.values_list("id", "state", "schema_name", "schema_head"))


def _hold(job: Job) -> None:
    """It waits for its workspace. One that was opened again meanwhile is not missed."""
    assert job.tenant_id is not None  # noqa: S101 - a public job has no workspace that rests
    with public_room(), transaction.atomic():
        tenant = Tenant.objects.held(job.tenant_id)
        job.hold() if tenant.rests else job.give_back()


def _look_again(job: Job) -> bool:
    """It comes back in a moment; until it finds that the workspace has what our code needs, the
    others that wait there are held."""
    with public_room(), transaction.atomic():
        is_ours = job.give_back(wait=RETRY_AFTER, last_error_code=WorkspaceIsBehind.__name__)
        if is_ours:
            Job.objects.filter(tenant=job.tenant_id).hold()
    return is_ours


def _call(task: RoomTask[Any, Any], job: Job) -> None:
    args, named = job.args["args"], job.args["kwargs"]
    if task.takes_context:
        backend = task.get_backend()
        assert isinstance(backend, RoomTaskBackend)  # noqa: S101 - task_at() lets no other through
        args = [TaskContext(task_result=backend.result_of(job, task)), *args]
    task.func(*args, **named)


def _is_gone(job: Job) -> bool:
    """Its tenant is being erased: whatever went wrong, that is why, and no repeat can help."""
    with public_room():
        return bool(Tenant.objects.filter(pk=job.tenant_id, state__in=GONE).exists())


def _finish(job: Job) -> None:
    """In an atomic task's own transaction: its effects and this mark are one."""
    with public_room():
        if not job.finish():
            raise LeaseLost


def _check_no_transaction() -> None:
    if connection.in_transaction:  # type: ignore[attr-defined]
        connection.close()
        raise RoomError("the task left a transaction open")


def _repeat_or_bury(job: Job, error: BaseException) -> None:
    if connection.connection is not None and not connection.is_usable():
        connection.close()  # an erasure ends the connections in its way
    if _is_gone(job):
        _record(job.finish, TenantGone.__name__)
        return None
    if not job.may_be_repeated:
        return _bury(job, error)
    wait = _back_off(job.attempts)
    if not _record(job.repeat, _name(error), wait=wait):
        return _tell_late(job, error)
    log.warning(
        "job %s (%s): attempt %s of %s failed with %s at %s, again in %.0f s",
        *(job.pk, job.task, job.attempts, job.max_attempts, _name(error), _place(error), wait),
    )


def _bury(job: Job, error: BaseException) -> None:
    if not _marked_dead(job, _name(error)):
        return _tell_late(job, error)
    log.error(
        "job %s (%s) is a dead letter after attempt %s: %s at %s",
        *(job.pk, job.task, job.attempts, _name(error), _place(error)),
    )


def _marked_dead(job: Job, code: str) -> bool:
    """With what the task does about it. A database that is away leaves both to the next worker."""
    try:
        return Context().run(_bury_and_tell, job, code)
    except (OperationalError, InterfaceError):
        raise
    except WorkspaceRests:
        _hold(job)
        return True
    except WorkspaceIsBehind:
        return _look_again(job)
    except Exception as error:
        log.error(
            "job %s (%s): nobody could be told of its end: %s at %s",
            *(job.pk, job.task, _name(error), _place(error)),
        )
    return _record(job.bury, code)


def _bury_and_tell(job: Job, code: str) -> bool:
    take(job)
    on_dead = _on_dead(job)
    if on_dead is None:
        return _record(job.bury, code)
    with _door(job), transaction.atomic():
        buried = _record(job.bury, code)
        if buried:
            on_dead(*job.args["args"], **job.args["kwargs"])
    return buried


def _on_dead(job: Job) -> Callable[..., None] | None:
    """None also for a task that is no longer there."""
    try:
        return task_at(job.task).on_dead
    except (ImportError, InvalidTaskError):
        return None


def _tell_late(job: Job, error: BaseException) -> None:
    log.error(
        "job %s (%s): %s at %s, when it was done or another worker's already",
        *(job.pk, job.task, _name(error), _place(error)),
    )


def _record(verb: Callable[..., bool], *args: Any, **named: Any) -> bool:
    with public_room():
        return verb(*args, **named)


def _back_off(attempts: int) -> float:
    """Seconds: doubled with each attempt, and spread so that jobs that fell together rise apart."""
    wait: float = min(FIRST_WAIT * 2**attempts, LONGEST_WAIT)
    return wait * random.uniform(0.5, 1.0)  # noqa: S311 - no secret


def _name(error: BaseException) -> str:
    return type(error).__name__


def _place(error: BaseException) -> str:
    """The innermost line of our own code: enough to find the fault, and no one's data."""
    place, step = "-", error.__traceback__
    while step is not None:
        file = Path(step.tb_frame.f_code.co_filename)
        if file.is_relative_to(settings.HOME) and "site-packages" not in file.parts:
            place = f"{file.relative_to(settings.HOME)}:{step.tb_lineno}"
        step = step.tb_next
    return place
