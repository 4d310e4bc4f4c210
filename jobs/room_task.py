"""A task of the tasks API, with what our queue adds. `@task(...)` of django_tasks makes these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, ParamSpec, Self, TypeVar

from django_tasks.base import Task

# For mail that somebody waits for: it goes before all that takes long, such as imports.
SOMEBODY_WAITS = 50

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomTask(Task[P, T], Generic[P, T]):
    """`@task(atomic=..., max_attempts=..., unique=...)`.

    `atomic` (the default): the function runs in one transaction together with the mark that the
    job is done. Its effects in the database happen exactly once, wherever the worker is killed.

    `atomic=False`: for tasks that need several transactions or an effect outside (mail, building
    a schema, an import that shows its progress). The function opens its own transactions inside
    the room that is already open, and may be run again from its beginning after a crash: it must
    be safe to repeat.

    `max_attempts`: after so many failures the job is a dead letter. A Refusal ends it at once.

    `unique`: while an equal job (task, tenant, arguments) waits or runs, enqueueing adds none.
    `task.using(dedupe_key="...")` does the same with a key of the caller's.

    `on_dead`: called with the job's arguments when it becomes a dead letter, also when every worker
    died with it. It stands in the job's room, in the transaction that marks the job, and must be
    safe to repeat. Should it fail itself, the job is a dead letter all the same.
    """

    atomic: bool = True
    max_attempts: int = 10
    unique: bool = False
    dedupe_key: str | None = None
    on_dead: Callable[..., None] | None = None

    def using(
        self,
        *,
        priority: int | None = None,
        queue_name: str | None = None,
        run_after: datetime | None = None,
        backend: str | None = None,
        dedupe_key: str | None = None,
    ) -> Self:
        given = {
            "priority": priority,
            "queue_name": queue_name,
            "run_after": run_after,
            "backend": backend,
            "dedupe_key": dedupe_key,
        }
        return replace(self, **{k: v for k, v in given.items() if v is not None})  # type: ignore[arg-type]
