"""Which job is being run here, for what must be the same in each of its attempts."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobs.models import Job

_job: ContextVar[Job | None] = ContextVar("job", default=None)


def current_job() -> Job | None:
    return _job.get()


def take(job: Job) -> None:
    """For the rest of this context; each job is run in one of its own."""
    _job.set(job)
