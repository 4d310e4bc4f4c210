"""Jobs enqueued, run and finished beside the same rows inserted and deleted, and by real workers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from contextvars import Context
from typing import Any
from uuid import uuid4

import django
from django.db import connection

from bench.measuring import databases, report
from bench.measuring.processes import HOME

Seconds = dict[str, list[float]]

_INSERT = """
INSERT INTO bench_job (id, task, args, queue, priority, state, attempts, max_attempts, worker,
    last_error_code) VALUES (%s, 'bench.ours.tasks.nothing', '{"args": [1], "kwargs": {}}',
    'default', 0, 'ready', 0, 10, '', '')
"""
_MANY = (
    _INSERT.replace("bench_job", "jobs_job")
    .replace("VALUES (%s,", "SELECT gen_random_uuid(),")
    .replace("'', '')", "'', '' FROM generate_series(1, %s)")
)


def main() -> None:
    options = report.options(__doc__ or "", rounds=9, jobs=300, crowd=3000)
    with databases.made("ours") as names:
        django.setup()
        connection.settings_dict["NAME"] = names["ours"]
        try:
            result = _measured(names["ours"], options.rounds, options.jobs, options.crowd)
        finally:
            connection.close()
    report.tell(result, as_json=options.json)


def _measured(database: str, rounds: int, jobs: int, crowd: int) -> report.Result:
    from tenants.workflows.migrate import migrate_everything  # models can be imported now

    migrate_everything(workspaces=False)
    found: Seconds = {"ours": [], "insert": [], "enqueue": [], "one": [], "two": []}
    with closing(databases.connection(database)) as line:
        with line.cursor() as cursor:
            cursor.execute("SET search_path = public")
            cursor.execute("CREATE TABLE bench_job (LIKE jobs_job INCLUDING ALL)")
            _insert_and_delete(cursor, jobs)
            _enqueue_and_run(jobs)
            for at in range(rounds):
                for side in (_ours, _insert)[:: 1 if at % 2 else -1]:
                    side(found, cursor, jobs)
            for kind, number in (("one", 1), ("two", 2)):
                with _workers(number, database):
                    _warm(cursor, number)
                    found[kind] += [_served(cursor, crowd) for _ in range(rounds)]
    return _result(found, rounds, jobs, crowd)


def _ours(found: Seconds, cursor: Any, jobs: int) -> None:
    enqueued, run = _enqueue_and_run(jobs)
    found["enqueue"].append(enqueued)
    found["ours"].append(enqueued + run)


def _insert(found: Seconds, cursor: Any, jobs: int) -> None:
    found["insert"].append(_insert_and_delete(cursor, jobs))


def _enqueue_and_run(jobs: int) -> tuple[float, float]:
    """Seconds for each half, in this process: a transaction a job, as in a request and a worker."""
    from bench.ours.tasks import nothing  # models can be imported once Django is set up
    from jobs.worker import Worker

    began = time.perf_counter()
    for number in range(jobs):
        nothing.enqueue(number)
    enqueued = time.perf_counter()
    if Context().run(Worker(["default"]).run_all) != jobs:
        raise SystemExit("not every job was run")
    return enqueued - began, time.perf_counter() - enqueued


def _insert_and_delete(cursor: Any, jobs: int) -> float:
    """Seconds of the bare driver, into a table with the same columns and indexes: no trigger."""
    ids = [str(uuid4()) for _ in range(jobs)]
    began = time.perf_counter()
    for each in ids:
        cursor.execute(_INSERT, [each])
    for each in ids:
        cursor.execute("DELETE FROM bench_job WHERE id = %s", [each])
    return time.perf_counter() - began


@contextmanager
def _workers(number: int, database: str) -> Iterator[None]:
    """Processes as they are started in production, but for the schedules."""
    with ExitStack() as stack:
        for _ in range(number):
            process = subprocess.Popen(
                [sys.executable, "manage.py", "worker", "--without-schedules"],
                cwd=HOME,
                env={**os.environ, "KONTOR_DATABASE_NAME": database},
                stdin=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            stack.callback(process.wait)
            stack.callback(process.kill)
        yield


def _warm(cursor: Any, workers: int) -> None:
    """Until each of them has taken some."""
    seen = 0
    while seen < workers:
        _served(cursor, 200, leave=True)
        cursor.execute("SELECT count(DISTINCT worker) FROM jobs_job")
        seen = cursor.fetchone()[0]
        cursor.execute("DELETE FROM jobs_job")


def _served(cursor: Any, jobs: int, *, leave: bool = False) -> float:
    """Seconds from the commit of so many jobs to the last one's."""
    cursor.execute(_MANY, [jobs])
    began = time.perf_counter()
    while True:
        cursor.execute("SELECT FROM jobs_job WHERE state IN ('ready', 'running') LIMIT 1")
        if not cursor.rowcount:
            break
        time.sleep(0.005)
    seconds = time.perf_counter() - began
    if not leave:
        cursor.execute("DELETE FROM jobs_job")
    return seconds


def _result(found: Seconds, rounds: int, jobs: int, crowd: int) -> report.Result:
    def a_second(kind: str, many: int) -> float:
        return report.middle([many / each for each in found[kind]], 1)

    figures = {
        "one_worker_a_second": a_second("one", crowd),
        "two_workers_a_second": a_second("two", crowd),
        "enqueued_a_second": a_second("enqueue", jobs),
        "ours_ms": report.middle([each / jobs * 1000 for each in found["ours"]]),
        "insert_ms": report.middle([each / jobs * 1000 for each in found["insert"]]),
        **report.load(),
    }
    ratios = {
        "ours/insert": report.ratio(found["ours"], found["insert"]),
        "one/two": report.ratio(found["one"], found["two"]),
    }
    return report.Result("jobs", ratios, figures, rounds)


if __name__ == "__main__":
    main()
