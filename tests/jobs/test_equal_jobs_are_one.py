"""Dedupe keys under attack: many enqueue the same at once, while workers run what is there."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from threading import Barrier

import pytest
from django.db import connection, transaction
from django_tasks.base import TaskResultStatus

from jobs.models import Job
from jobs.worker import Worker
from tenants.models import PublicEntry
from tenants.rooms import public_room, workspace_of
from tests.jobs import crowd, tasks

pytestmark = pytest.mark.django_db(transaction=True)
CALLERS, CALLS = 4, 15


def test_whatever_is_enqueued_meanwhile_each_job_that_was_told_runs_once():
    """Half of the callers keep their transaction open for a moment; one in three rolls back."""
    meet = Barrier(CALLERS + 1)

    def call(number):
        told = []
        try:
            meet.wait(20)
            for at in range(CALLS):
                with transaction.atomic():
                    result = tasks.append_once.enqueue("same")
                    if (at + number) % 3 == 0:
                        transaction.set_rollback(True)
                    else:
                        told.append(result.id)
        finally:
            connection.close()
        return told

    def work():
        try:
            meet.wait(20)
            for _ in range(3 * CALLS):
                Context().run(Worker(["default"]).run_all)
        finally:
            connection.close()

    with ThreadPoolExecutor(CALLERS + 1) as pool:
        working = pool.submit(work)
        told = {each for some in pool.map(call, range(CALLERS)) for each in some}
        working.result()
    Context().run(Worker(["default"]).run_all)

    with public_room():
        assert {str(pk) for pk in Job.objects.values_list("pk", flat=True)} == told
        assert set(Job.objects.values_list("state", "attempts")) == {("done", 1)}
        assert PublicEntry.objects.filter(verb="appended").count() == len(told)


@pytest.mark.drill
def test_an_equal_job_is_found_by_its_key_among_a_hundred_thousand():
    with public_room(), connection.cursor() as cursor:
        crowd.jobs(100_000, [None], task="tests.jobs.tasks.tick")
        cursor.execute("UPDATE jobs_job SET dedupe_key = md5(id::text)")
        tasks.append_once.enqueue("1")
        found = Job.objects.open().filter(dedupe_key="x") | Job.objects.filter(pk=Job().pk)
        plan = found[:1].explain()

    assert "Seq Scan" not in plan
    assert "one_open_job_a_dedupe_key" in plan


def test_an_equal_job_that_is_held_is_found_too(acme):
    """Its workspace rests: enqueueing the same again neither fails nor adds one."""
    same = tasks.append_inside.using(dedupe_key="same")
    with workspace_of(acme):
        first = same.enqueue("x")
    with public_room():
        Job.objects.update(state=Job.State.HELD)

    with workspace_of(acme):
        assert same.enqueue("x").id == first.id
    assert tasks.append_inside.get_result(first.id).status == TaskResultStatus.READY
