"""One tenant with thousands of jobs delays nobody: each worker goes round the tenants."""

import json
import re
from collections import Counter
from contextlib import closing
from datetime import timedelta
from statistics import median

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from jobs.models import Job
from jobs.worker import Worker
from tenants.rooms import public_room
from tests.jobs import crowd
from tests.jobs_run import run_jobs

TICK = "tests.jobs.tasks.tick"


@pytest.fixture
def in_public(db):
    """What the jobs refer to is not there always: they go before the constraints are checked."""
    with public_room():
        yield
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM jobs_job")


def a_job(tenant=None, **values):
    return Job(
        task=TICK,
        args={"args": [], "kwargs": {}},
        queue="default",
        max_attempts=10,
        tenant_id=tenant and tenant.pk,
        **values,
    )


def add(tenant=None, number=1, **values):
    return Job.objects.bulk_create(a_job(tenant, **values) for _ in range(number))


def worker():
    return Worker(["default"])


def whose(number, *workers):
    """The tenants whose jobs are claimed next, by the workers in turns."""
    found = []
    for at in range(number):
        job = workers[at % len(workers)].claim()
        if job is not None:
            found.append(job.tenant_id)
    return found


def test_one_job_does_not_wait_behind_ten_thousand_of_a_neighbour(in_public, acme, globex):
    crowd.jobs(10_000, [acme.pk], task=TICK)
    busy = worker()
    assert set(whose(20, busy)) == {acme.id}
    add(globex)

    assert globex.id in whose(2, busy)


def test_nor_with_two_workers(in_public, acme, globex):
    crowd.jobs(10_000, [acme.pk], task=TICK)
    one, other = worker(), worker()
    whose(21, one, other)
    add(globex)

    assert globex.id in whose(3, one, other)


def test_who_has_many_has_as_many_turns_as_the_others(in_public, acme, globex):
    add(acme, 100)
    add(globex, 30)

    turns = whose(61, worker(), worker())
    assert turns.count(globex.id) == 30
    for begin in range(0, 60, 4):
        assert Counter(turns[begin : begin + 4]) == {acme.id: 2, globex.id: 2}


def test_a_tenant_is_not_passed_over_for_those_who_always_add_one_more(in_public, acme, globex):
    """The others' new jobs never stand in front of one that waits for longer."""
    add(acme, 10)
    add(globex)
    add(None)
    busy = worker()
    claimed = Counter()
    for _ in range(30):
        job = busy.claim()
        claimed[job.tenant_id] += 1
        if job.tenant_id != acme.id:
            add(globex if job.tenant_id else None)

    assert claimed == {acme.id: 10, globex.id: 10, None: 10}


def test_the_public_room_is_one_more_tenant(in_public, acme):
    add(None, 50)
    add(acme, 50)

    assert Counter(whose(20, worker())) == {None: 10, acme.id: 10}


def test_of_one_tenant_what_was_enqueued_first_goes_first(in_public, acme):
    added = add(acme, 20)
    busy = worker()

    assert [busy.claim().pk for _ in range(20)] == [job.pk for job in added]


def test_what_is_more_important_goes_first_and_in_turns_too(in_public, acme, globex):
    add(acme, 50)
    add(acme, 50, priority=50)
    add(globex, 2, priority=50)
    busy = worker()

    assert Counter(whose(4, busy)) == {acme.id: 2, globex.id: 2}
    assert [busy.claim().priority for _ in range(49)] == [50] * 48 + [0]


def test_important_jobs_in_between_cost_no_tenant_its_turn(in_public, acme, globex):
    """The place in the round of the rest is another one."""
    add(acme, 20)
    add(globex, 20)
    busy, usual = worker(), []
    for _ in range(20):
        add(acme, priority=50)
        assert busy.claim().priority == 50
        usual += whose(1, busy)

    assert Counter(usual) == {acme.id: 10, globex.id: 10}


@pytest.mark.django_db(transaction=True)
def test_jobs_that_are_locked_by_others_hide_nothing_less_important():
    with public_room():
        [important] = add(priority=50)
        [usual] = add()
        params = connection.get_connection_params()
        del params["cursor_factory"]
        with closing(psycopg2.connect(**params)) as line, line.cursor() as cursor:
            cursor.execute(f'SET ROLE "{settings.DATABASE_PUBLIC_ROLE}"')
            cursor.execute("SELECT FROM public.jobs_job WHERE id = %s FOR UPDATE", [important.pk])
            assert worker().claim().pk == usual.pk
            assert worker().claim() is None
            line.rollback()
        assert worker().claim().pk == important.pk


def test_jobs_for_later_are_not_in_the_way_and_come_in_time(in_public, acme, globex):
    soon = timezone.now() + timedelta(hours=1)
    add(acme, 50, run_after=soon)
    add(globex)
    busy = worker()
    assert whose(5, busy) == [globex.id]

    Job.objects.filter(state="ready").update(run_after=soon - timedelta(hours=2))
    add(globex, 5)
    busy.brought -= busy.poll
    assert Counter(whose(10, busy)) == {acme.id: 5, globex.id: 5}


def test_a_worker_that_is_never_idle_sees_whose_time_has_come(in_public, acme, globex):
    add(globex, 10)
    add(acme, run_after=timezone.now() - timedelta(hours=1))
    busy = worker()
    assert whose(2, busy) == [globex.id] * 2

    busy.brought -= busy.poll
    assert acme.id in whose(3, busy)


def test_what_was_held_gets_no_turn_before_the_others(in_public, acme, globex):
    add(acme, 50, state="held")
    add(globex, 50)
    busy = worker()
    whose(10, busy)
    Job.objects.filter(tenant=acme).release()

    assert Counter(whose(10, busy)) == {acme.id: 5, globex.id: 5}


def test_a_round_leaves_nobody_out_and_takes_nobody_twice(db, acme, globex):
    with public_room():
        Job.objects.bulk_create(
            a_job(t, priority=p) for t in (acme, globex, None) for p in (0, 50) for _ in range(20)
        )
    assert run_jobs() == 120
    with public_room():
        assert set(Job.objects.values_list("state", "attempts")) == {("done", 1)}


# --- what a claim costs ---------------------------------------------------------------------------


def cost_of_a_claim(busy):
    """Pages that a claim reads and milliseconds that the database needs, in the middle of many."""
    pages, times = [], []
    for _ in range(31):
        with connection.cursor() as cursor:
            cursor.execute(
                "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF)"
                " SELECT * FROM jobs_claim('default', 'me', 60, %s::jsonb)",
                [json.dumps(busy.turns["default"])],
            )
            plan = "\n".join(line for (line,) in cursor.fetchall())
        claimed, rest = plan.split("Planning:" if "Planning:" in plan else "Planning Time:")
        pages.append(sum(map(int, re.findall(r"(?:hit|read)=(\d+)", claimed.splitlines()[1]))))
        times.append(float(re.search(r"Execution Time: ([\d.]+)", rest)[1]))
        busy.claim()  # so that it goes round
    return median(pages), median(times)


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_a_claim_costs_the_same_with_a_thousand_times_as_many_jobs(record_property):
    busy, task = worker(), TICK
    with public_room():
        all_of_them = crowd.tenants(3000)
        crowd.jobs(300, all_of_them[:10], task=task)
        cost_of_a_claim(busy)  # plans are made
        few = cost_of_a_claim(busy)
        crowd.jobs(100_000, all_of_them, task=task)
        many = cost_of_a_claim(busy)
        crowd.jobs(50_000, all_of_them, task=task, state="done")
        crowd.jobs(50_000, all_of_them, task=task, later=timedelta(days=1))
        more = cost_of_a_claim(busy)
    record_property("figures", f"a claim (pages, ms): few {few}, 100,000 {many}, and done {more}")

    for crowded in (many, more):
        assert crowded[0] <= few[0] + 20  # the indexes are deeper
        assert crowded[1] < 5 * few[1]
