"""Runs jobs inside the test's own process, connection and transaction."""

from __future__ import annotations

from contextvars import Context

from jobs.worker import Worker


def run_jobs(*queues: str) -> int:
    """Run all that is due in these queues (default: both), and tell how many jobs that were.

    A worker begins in no room, whatever room the test stands in. What a job does to the database
    is rolled back with the test; what it raises ends in its row, as always: look at the row.
    """
    worker = Worker(list(queues) or ["default", "build"])
    return Context().run(worker.run_all)
