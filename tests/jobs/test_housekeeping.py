"""What nobody needs any more goes, by the clock."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobs import housekeeping
from jobs.housekeeping import BATCH, NUMBER, forget_what_is_done, tidy
from jobs.models import Job
from jobs.schedules import schedules
from tenants.models import Tenant
from tenants.rooms import public_room, workspace_of
from tests import world
from tests.jobs import crowd, tasks
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


def test_only_jobs_that_were_done_a_day_ago_go(in_public):
    job("done", 1.1)
    job("done", 0.9)
    job("failed", 30)
    job("ready", 30)

    assert forget_what_is_done() == 1
    assert sorted(Job.objects.values_list("state", flat=True)) == ["done", "failed", "ready"]


def test_of_many_that_were_done_today_the_last_stay(in_public):
    crowd.jobs(1200, [None], task="t", state="done", ago=timedelta(days=0.5))
    crowd.jobs(NUMBER, [None], task="t", state="done", ago=timedelta(days=0.1))

    with CaptureQueriesContext(connection) as queries:
        assert forget_what_is_done() == 1200
    assert len(queries) == 3  # in small batches
    assert Job.objects.filter(finished__gt=timezone.now() - timedelta(days=0.2)).count() == NUMBER
    assert forget_what_is_done() == 0


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


def test_they_are_jobs_by_the_clock(in_public):
    by_name = {schedule.name: schedule for schedule in schedules()}
    job("done", 8)
    for name in ("jobs.tasks.tidy", "jobs.tasks.forget_what_is_done"):
        by_name[name].enqueue()
    assert run_jobs() == 2

    assert Job.objects.filter(task="t").count() == 0


def test_a_job_that_is_done_today_stays(db):
    tasks.append.enqueue("1")
    with public_room():
        forget_what_is_done()
        assert Job.objects.count() == 1


def test_whoever_registers_rows_has_them_cleaned_in_batches_and_twice_is_once(in_public):
    job("done", 1, number=2 * BATCH + 1)
    job("failed", 1)

    def done():
        return Job.objects.filter(state="done")

    housekeeping.register(done)
    housekeeping.register(done)
    try:
        with CaptureQueriesContext(connection) as queries:
            assert tidy() == 2 * BATCH + 1
    finally:
        housekeeping._past_their_time.remove(done)
    batches = [q["sql"] for q in queries if 'FROM "jobs_job"' in q["sql"] and "LIMIT" in q["sql"]]
    assert len(batches) == 4  # the last finds nothing
    assert Job.objects.get().state == "failed"


def test_what_is_held_without_a_reason_is_released(acme, globex):
    for tenant in (acme, globex):
        with workspace_of(tenant):
            tasks.append_inside.enqueue("x")
    with public_room():
        Job.objects.update(state="held")
        Tenant.objects.filter(pk=globex.pk).update(state="suspended")

    assert housekeeping.release_who_waits_for_nothing() == 1

    with public_room():
        found = dict(Job.objects.values_list("tenant__slug", "state"))
    assert found == {"acme": "ready", "globex": "held"}
