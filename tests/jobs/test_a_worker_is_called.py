"""A worker in a process of its own: woken at once, alive while it works, gone when asked."""

import time
from datetime import timedelta

import psycopg2
import pytest
from django.db import connection, transaction
from django.utils import timezone

from jobs.listener import Listener
from jobs.models import Job
from tenants.models import PublicEntry
from tenants.rooms import public_room
from tests.jobs import tasks
from tests.jobs.process import WorkerProcess, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def done():
    with public_room():
        return Job.objects.filter(state="done").count()


def running():
    with public_room():
        return Job.objects.filter(state="running").exists()


def test_a_commit_wakes_the_worker_and_a_rollback_does_not():
    listener = Listener(["default"])
    listener.wait(0)
    try:
        with transaction.atomic():
            tasks.append.enqueue("1")
            assert listener.wait(0.2) is False
        assert listener.wait(5) is True
        with transaction.atomic():
            tasks.append.enqueue("2")
            transaction.set_rollback(True)
        tasks.append.using(queue_name="build").enqueue("3")
        assert listener.wait(0.2) is False
    finally:
        listener.close()


def test_who_enqueues_while_others_wait_calls_nobody():
    """So that the commits of many need not wait for one another."""
    listener = Listener(["default", "build"])
    listener.wait(0)
    try:
        with transaction.atomic():
            for number in range(50):
                tasks.append.enqueue(str(number))
        assert listener.wait(5) is True
        assert listener.wait(0.2) is False
        tasks.append.enqueue("behind")
        tasks.append.using(run_after=timezone.now() + timedelta(hours=1)).enqueue("later")
        assert listener.wait(0.2) is False
        tasks.append.using(queue_name="build").enqueue("elsewhere")
        assert listener.wait(5) is True
    finally:
        listener.close()


def test_of_many_jobs_in_one_statement_one_call_goes_to_each_queue():
    listener = Listener(["default", "build"])
    listener.wait(0)
    try:
        with public_room():
            Job.objects.bulk_create(
                Job(task="t", queue=queue, max_attempts=1)
                for queue in ("default", "build")
                for _ in range(1000)
            )
        heard = []
        while listener.wait(0.5):
            heard.append(1)
        assert heard == [1]  # both came together
    finally:
        listener.close()


def test_a_call_is_taken_back_with_its_job():
    """The next one finds nobody ready, and calls."""
    listener = Listener(["default"])
    listener.wait(0)
    try:
        with transaction.atomic():
            with transaction.atomic():
                tasks.append.enqueue("1")
                transaction.set_rollback(True)
            tasks.append.enqueue("2")
        assert listener.wait(5) is True
    finally:
        listener.close()


def test_a_job_that_called_nobody_is_found_all_the_same():
    """Another one was ready when it was enqueued, and done long before it was committed."""
    with WorkerProcess() as worker:
        tasks.append_slowly.enqueue("1")
        wait_for(running)
        tasks.append.enqueue("2")
        with transaction.atomic():
            tasks.append.enqueue("3")
            wait_for(lambda: done() == 2)
        wait_for(lambda: done() == 3)
        worker.stop()


def test_the_listener_has_a_line_of_its_own():
    listener = Listener(["default"])
    listener.wait(0)
    try:
        with public_room(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            assert listener.line.info.backend_pid != cursor.fetchone()[0]
            cursor.execute("SELECT count(*) FROM pg_listening_channels()")
            assert cursor.fetchone() == (0,)
    finally:
        listener.close()


def test_a_listener_without_a_line_waits_and_tries_again():
    listener = Listener(["default"])
    listener.wait(0)
    listener.line.close()
    begin = time.monotonic()
    assert listener.wait(0.2) is False
    assert time.monotonic() - begin >= 0.2
    assert listener.wait(0.01) is False
    assert isinstance(listener.line, psycopg2.extensions.connection)
    listener.close()


def test_an_idle_worker_takes_each_new_job_because_it_is_called():
    """By itself it would look two minutes after a job: `wait_for` does not wait so long."""
    with WorkerProcess(poll=6000) as worker:
        tasks.append.enqueue("first")
        wait_for(lambda: done() == 1)
        for number in range(3):
            time.sleep(0.5)  # it has looked once more, and rests
            tasks.append.enqueue(str(number))
            wait_for(lambda expected=number + 2: done() == expected)
        worker.stop()


def test_the_lease_is_renewed_while_the_job_runs():
    tasks.append_slowly.enqueue("1", seconds=3)
    with WorkerProcess(lease=1) as one, WorkerProcess(lease=1) as other:
        wait_for(done)
        assert one.stop()[0] == other.stop()[0] == 0

    with public_room():
        assert Job.objects.get().attempts == 1
        assert PublicEntry.objects.filter(verb="appended").count() == 1


def test_a_worker_that_is_asked_to_stop_finishes_its_job():
    tasks.append_slowly.enqueue("1", seconds=3)
    tasks.append.enqueue("2")
    with WorkerProcess() as worker:
        wait_for(running)
        status, _ = worker.stop()

    assert status == 0
    with public_room():
        assert Job.objects.get(task__endswith="append_slowly").state == "done"
        assert Job.objects.get(task__endswith="append").state == "ready"


@pytest.mark.drill
def test_a_worker_that_cannot_finish_in_time_gives_the_job_back():
    tasks.append_for_ever.enqueue("1")
    with WorkerProcess() as worker:
        wait_for(running)
        status, _ = worker.stop()

    assert status == 0
    with public_room():
        job = Job.objects.get()
        assert (job.state, job.max_attempts - job.attempts) == ("ready", 10)
        assert not PublicEntry.objects.filter(verb="appended").exists()
