"""Two workers, 100,000 jobs, one worker killed in the middle and replaced: each effect once."""

import time
from collections import Counter

import pytest
from django.db import connection

from jobs.housekeeping import NUMBER
from jobs.models import Job
from jobs.worker import Worker
from tenants.models import PublicEntry
from tenants.rooms import public_room, workspace_of
from tests.jobs import crowd
from tests.jobs.process import WorkerProcess, wait_for
from workspace.logbook.models import Entry

PUBLIC, ACME, GLOBEX = 40_000, 50_000, 10_000
ALL = PUBLIC + ACME + GLOBEX
PATIENCE = 1800.0  # seconds; a quiet machine needs a tenth


def asked(statement):
    with public_room(), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def left():
    return asked(
        "SELECT count(*) FROM jobs_job WHERE state IN ('ready', 'running')"
        " AND task LIKE 'tests.jobs.tasks.append%'"
    )


def megabytes():
    return asked("SELECT pg_total_relation_size('jobs_job') / 1024.0 / 1024")


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_each_of_a_hundred_thousand_jobs_has_its_effect_once(acme, globex, record_property):
    with public_room():
        crowd.jobs(PUBLIC, [None], task="tests.jobs.tasks.append")
        crowd.jobs(ACME, [acme.pk], task="tests.jobs.tasks.append_inside")
        crowd.jobs(GLOBEX, [globex.pk], task="tests.jobs.tasks.append_inside")
    before, began = megabytes(), time.monotonic()

    with (
        WorkerProcess(lease=5, schedules=True) as one,
        WorkerProcess(lease=5, schedules=True) as two,
    ):
        wait_for(lambda: left() < 0.6 * ALL, PATIENCE)
        one.kill()
        with WorkerProcess(lease=5, schedules=True) as three:
            wait_for(lambda: left() == 0, PATIENCE)
            seconds = time.monotonic() - began
            assert two.stop()[0] == three.stop()[0] == 0

    with public_room():
        lines = PublicEntry.objects.filter(verb="appended").values_list("subject", flat=True)
        assert Counter(lines) == {str(n): 1 for n in range(1, PUBLIC + 1)}
        assert not Job.objects.filter(last_error_code__gt="").exists()
        assert Job.objects.dead().count() == 0
    for tenant, number in ((acme, ACME), (globex, GLOBEX)):
        with workspace_of(tenant):
            verbs = Entry.objects.filter(subject_kind="job").values_list("verb", flat=True)
            assert Counter(verbs) == {str(n): 1 for n in range(1, number + 1)}
    after, rows = megabytes(), asked("SELECT count(*) FROM jobs_job")
    record_property(
        "figures",
        f"{ALL:,} jobs in {seconds:.0f} s, {ALL / seconds:.0f} a second;"
        f" the table {before:.0f} MB before and {after:.0f} MB after, {rows:,} rows left",
    )
    assert after < 3 * before
    Worker(["default"]).run_all()  # the last minute's
    with public_room():
        Job.objects.forget(hours=24, number=NUMBER, at_once=ALL)
    assert asked("SELECT count(*) FROM jobs_job WHERE state = 'done'") == NUMBER
    assert rows < 3 * NUMBER  # and a minute's worth, while it ran
