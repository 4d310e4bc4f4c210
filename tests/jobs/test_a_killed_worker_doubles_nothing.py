"""kill -9 at any point: no job is lost, and no effect in the database happens twice."""

import random
import time
from collections import Counter
from contextlib import closing

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from jobs.models import Job
from tenants.models import PublicEntry
from tenants.rooms import public_room, workspace_of
from tests.jobs import tasks
from tests.jobs.process import PATIENCE, WorkerProcess, wait_for
from workspace.logbook.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)
LOCK = 4711


def states():
    with public_room():
        return Counter(Job.objects.values_list("state", flat=True))


def appended():
    with public_room():
        return Counter(
            PublicEntry.objects.filter(verb="appended").values_list("subject", flat=True)
        )


def session_of(**login):
    params = connection.get_connection_params()
    del params["cursor_factory"]
    return psycopg2.connect(**{**params, **login})


def holder():
    """Another session, that keeps a lock which the job waits for."""
    session = session_of()
    with session.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    return session


def somebody_waits():
    with public_room(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return cursor.fetchone()[0]


def test_killed_between_the_effect_and_the_commit_the_job_runs_once():
    tasks.append_and_wait.enqueue("1", LOCK)
    with closing(holder()):
        with WorkerProcess(lease=1) as first:
            wait_for(somebody_waits)
            first.kill()
        assert states() == {"running": 1}
        assert appended() == {}
    with WorkerProcess(lease=5):
        wait_for(lambda: states() == {"done": 1})

    assert appended() == {"1": 1}
    with public_room():
        assert Job.objects.get().attempts == 2


def cut_off(line):
    """The builder ends every connection of the runtime login but this one."""
    owner = session_of(user=settings.DATABASE_OWNER, password=settings.DATABASE_OWNER_PASSWORD)
    with closing(owner), owner.cursor() as cursor:
        cursor.execute("SET ROLE pg_signal_backend")
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = %s AND pid <> %s",
            [settings.DATABASES["default"]["USER"], line.info.backend_pid],
        )
    connection.close()  # this process's own is among them


@pytest.mark.drill
def test_a_worker_outlives_its_connections():
    tasks.append_and_wait.enqueue("1", LOCK)
    with WorkerProcess(lease=1) as worker:
        with closing(holder()) as line:
            wait_for(somebody_waits)
            cut_off(line)
        wait_for(lambda: states() == {"done": 1})
        tasks.append.enqueue("2")
        wait_for(lambda: states() == {"done": 2})
        assert worker.stop()[0] == 0

    assert appended() == {"1": 1, "2": 1}


@pytest.mark.drill
def test_a_job_that_kills_its_workers_ends_as_a_dead_letter_and_lets_others_pass():
    tasks.die.enqueue()
    tasks.append.enqueue("1")

    for _ in range(2):
        with WorkerProcess(lease=1) as worker:
            assert worker.process.wait(PATIENCE) == 9
            worker.process.communicate()
    with WorkerProcess(lease=1) as worker:
        wait_for(lambda: states() == {"done": 1, "failed": 1})
        _, log = worker.stop()

    assert appended() == {"1": 1}
    assert "dead letter" in log
    with public_room():
        assert Job.objects.dead().get().last_error_code == "WorkersLost"


@pytest.mark.drill
@pytest.mark.parametrize("seed", [1, 2])
def test_two_hundred_jobs_survive_workers_that_are_killed_at_random(acme, globex, seed):
    moment = random.Random(seed)  # noqa: S311
    for number in range(50):
        tasks.append.enqueue(str(number))
        tasks.append_openly.enqueue(f"open-{number}")
        for tenant in (acme, globex):
            with workspace_of(tenant):
                tasks.append_inside.enqueue(f"{tenant.slug}-{number}")

    kills = 0
    while (before := states()).keys() != {"done"}:
        enough = min(before["done"] + moment.randint(1, 30), 200)
        with WorkerProcess(lease=1) as worker:
            wait_for(lambda enough=enough: states()["done"] >= enough, 60)
            time.sleep(moment.uniform(0, 0.02))
            worker.kill()
            kills += 1

    assert kills > 3
    with public_room():
        assert Job.objects.filter(attempts__gt=1).exists()  # some were killed in the middle
    once = appended()
    assert {s: n for s, n in once.items() if not s.startswith("open-")} == {
        str(number): 1 for number in range(50)
    }
    assert len(once) == 100  # the open ones are there as well, if need be twice
    for tenant in (acme, globex):
        with workspace_of(tenant):
            verbs = Counter(Entry.objects.filter(subject_kind="job").values_list("verb", flat=True))
        assert verbs == {f"{tenant.slug}-{number}": 1 for number in range(50)}
