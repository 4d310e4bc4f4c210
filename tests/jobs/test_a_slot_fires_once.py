"""Schedules: by slots of the database's clock, each once, whoever looks and whatever the clock does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from jobs.backend import task_at
from jobs.models import Firing, Job
from jobs.models.firing import KEPT
from jobs.schedules import DAY, Clock, Schedule, daily, every, schedules
from jobs.tasks import tidy
from tenants.rooms import public_room
from tests.jobs import tasks
from tests.jobs.process import WorkerProcess, wait_for
from tests.jobs_run import run_jobs

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def clock(*, of=None):
    """One that knows nothing yet, as in a worker that has just begun."""
    new = Clock()
    new.schedules = of or [Schedule(tasks.tick, 5 * MINUTE)]
    return new


def fire(moment, by=None):
    with public_room():
        return len((by or clock()).fire(moment))


def jobs():
    with public_room():
        return Job.objects.filter(task=tasks.tick.module_path).count()


def fired(task):
    with public_room():
        return Firing.objects.filter(schedule=task.module_path).count()


@given(st.integers(0, 2 * 10**9), st.integers(1, 10**6))
def test_slots_follow_one_another_without_a_gap(moment, seconds):
    moment, length = datetime.fromtimestamp(moment, UTC), timedelta(seconds=seconds)
    schedule = Schedule(tasks.tick, length)
    slot = schedule.slot_at(moment)

    assert slot <= moment < slot + length
    assert schedule.slot_at(slot) == slot
    assert schedule.slot_at(slot + length) == slot + length


def test_a_day_begins_at_its_time_in_utc():
    schedule = Schedule(tasks.tick, DAY, timedelta(hours=3, minutes=10))

    assert schedule.slot_at(NOON) == datetime(2026, 11, 22, 3, 10, tzinfo=UTC)
    assert schedule.slot_at(NOON - timedelta(hours=9)) == datetime(2026, 11, 21, 3, 10, tzinfo=UTC)
    assert str(schedule) == "tests.jobs.tasks.tick daily at 03:10 UTC"


def test_a_slot_fires_once_however_many_look(db):
    assert [fire(NOON), fire(NOON), fire(NOON + 4 * MINUTE)] == [1, 0, 0]
    run_jobs()
    assert fire(NOON + 5 * MINUTE) == 1
    assert jobs() == 2


def test_after_a_long_stop_it_fires_once_and_not_for_each_slot_that_was_missed(db):
    fire(NOON)
    run_jobs()

    assert fire(NOON + timedelta(days=30)) == 1
    assert jobs() == 2


def test_a_clock_that_jumps_fires_no_slot_twice(db):
    chance, by = Random(7), clock()  # noqa: S311 - no secret
    moments = [NOON + MINUTE * chance.randint(-600, 600) for _ in range(40)]
    for moment in [*moments, NOON + timedelta(days=365), *moments]:
        fire(moment, by=chance.choice([by, clock()]))
        run_jobs()

    slots = {clock().schedules[0].slot_at(moment) for moment in moments}
    assert jobs() == len(slots) + 1


def test_a_rollback_takes_mark_and_job_with_it(db):
    with transaction.atomic():
        fire(NOON)
        transaction.set_rollback(True)
    assert jobs() == 0

    assert fire(NOON) == 1
    assert jobs() == 1


def test_the_job_of_an_earlier_slot_that_still_waits_is_enough(db):
    fire(NOON)

    assert fire(NOON + 5 * MINUTE) == 1
    assert jobs() == 1


def test_one_look_is_one_query_and_a_new_slot_four_more(db, django_assert_num_queries):
    by = clock()
    with django_assert_num_queries(7):  # with the savepoint; mark, forget, enqueue, ask for it
        by.look()
    with django_assert_num_queries(1):
        assert by.look() == []
    by.when_due()
    with django_assert_num_queries(0):
        assert by.when_due() == []


def test_old_marks_go(db):
    with public_room():
        old = [Firing(schedule=tasks.tick.module_path, slot=NOON - n * MINUTE) for n in range(2000)]
        Firing.objects.bulk_create([*old, Firing(schedule="another", slot=NOON - 3000 * MINUTE)])
    fire(NOON + 5 * MINUTE)

    with public_room():
        assert Firing.objects.filter(schedule=tasks.tick.module_path).count() == KEPT + 1
        assert Firing.objects.filter(schedule="another").exists()


@pytest.mark.parametrize("wrong", [{"seconds": 0}, {"seconds": 0.5}, {"minutes": -1}])
def test_a_schedule_that_workers_cannot_keep_is_refused(wrong):
    with pytest.raises(ValueError, match="once a second"):
        every(**wrong)


def test_a_time_that_is_none_is_refused():
    with pytest.raises(ValueError, match="24:00"):
        daily("24:00")


def test_every_schedule_names_a_task_that_takes_nothing_and_has_a_queue():
    for schedule in schedules():
        assert task_at(schedule.name) == schedule.task
        assert schedule.task.func.__code__.co_argcount == 0
        assert schedule.task.queue_name in schedule.task.get_backend().queues
    assert "jobs.tasks.tidy" in [schedule.name for schedule in schedules()]


def test_the_schedules_can_be_seen(db, capsys):
    with public_room():
        call_command("schedules")
        assert "jobs.tasks.tidy every 1:00:00, not yet\n" in capsys.readouterr().out
        clock(of=schedules()).fire(NOON)
        call_command("schedules")
    assert (
        "jobs.tasks.tidy every 1:00:00, last for 2026-11-22 12:00:00\n" in capsys.readouterr().out
    )


@pytest.mark.django_db(transaction=True)
def test_many_workers_that_look_at_once_fire_each_slot_once():
    meet = Barrier(4)

    def look(number):
        by, fired = clock(of=[Schedule(tasks.tick, MINUTE), Schedule(tasks.tock, MINUTE)]), 0
        try:
            for minute in range(20):
                meet.wait(20)
                fired += fire(NOON + minute * MINUTE, by=by)
        finally:
            connection.close()
        return fired

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(look, range(4))) == 40
    with public_room():
        assert Firing.objects.count() == 40
        assert Job.objects.count() == 2  # nobody ran the first


def is_at_work():
    """One that was started a moment ago ends at once when it is told to, with another status."""
    with public_room():
        return Job.objects.filter(task=tasks.never_end.module_path).count() > 1


@pytest.mark.django_db(transaction=True)
def test_workers_fire_while_they_are_never_idle():
    """Each job that runs leaves another one: there is always one to run."""
    tasks.never_end.enqueue()
    with (  # the other one is idle
        WorkerProcess("build", schedules=True),
        WorkerProcess("default", schedules=True) as busy,
    ):
        wait_for(lambda: fired(tidy) and is_at_work())
        assert busy.stop()[0] == 0

    with public_room():
        assert Job.objects.filter(task=tidy.module_path, tenant=None).count() == fired(tidy)
        assert Job.objects.filter(task=tasks.never_end.module_path, state="ready").exists()
