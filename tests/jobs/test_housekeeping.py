"""What nobody needs any more goes, every hour."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobs import housekeeping
from jobs.housekeeping import tidy
from jobs.models import Job
from jobs.schedules import schedules
from tenants.rooms import public_room
from tests import world
from tests.jobs import tasks
from tests.jobs_run import run_jobs
from users.models import Session, Ticket


@pytest.fixture
def in_public(db):
    with public_room():
        yield


def job(state, days, number=1):
    finished = timezone.now() - timedelta(days=days)
    rows = [Job(task="t", queue="default", max_attempts=1, state=state) for _ in range(number)]
    for row in rows:
        row.finished = finished if state in ("done", "failed") else None
    Job.objects.bulk_create(rows)


def test_only_jobs_that_were_done_a_week_ago_go(in_public):
    job("done", 8)
    job("done", 6)
    job("failed", 30)
    job("ready", 30)

    assert tidy() == 1
    assert sorted(Job.objects.values_list("state", flat=True)) == ["done", "failed", "ready"]


def test_many_go_in_small_batches(in_public):
    job("done", 8, number=2 * housekeeping.BATCH + 1)

    with CaptureQueriesContext(connection) as queries:
        assert tidy() == 2 * housekeeping.BATCH + 1
    batches = [q["sql"] for q in queries if 'FROM "jobs_job"' in q["sql"] and "LIMIT" in q["sql"]]
    assert len(batches) == 4  # the last one finds nothing


def test_sessions_and_tickets_go_when_their_time_is_over(in_public, alice, acme):
    world.sign_in(alice.user, acme)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    world.sign_in(alice.user, None)
    session = Session.objects.get(tenant=None)
    Ticket.objects.issue(session=session, tenant=acme, state="x")
    Ticket.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    Ticket.objects.issue(session=session, tenant=acme, state="x")

    assert tidy() == 2
    assert (Session.objects.get(), Ticket.objects.count()) == (session, 1)


def test_it_is_a_job_of_every_hour(in_public):
    [schedule] = [each for each in schedules() if each.name == "jobs.tasks.tidy"]
    assert schedule.length == timedelta(hours=1)
    job("done", 8)
    schedule.enqueue()
    run_jobs()

    assert list(Job.objects.values_list("task", flat=True)) == ["jobs.tasks.tidy"]


def test_a_job_that_is_done_today_stays(db):
    tasks.append.enqueue("1")
    with public_room():
        tidy()
        assert Job.objects.count() == 1


def test_whoever_registers_rows_has_them_cleaned_and_twice_is_once(in_public):
    calls = []

    def nothing():
        calls.append(1)
        return Job.objects.none()

    housekeeping.register(nothing)
    housekeeping.register(nothing)
    try:
        tidy()
    finally:
        housekeeping._past_their_time.remove(nothing)
    assert calls == [1]
