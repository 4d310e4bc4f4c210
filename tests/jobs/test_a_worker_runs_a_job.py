"""Rooms, leases, repeats and dead letters: what happens to one claimed job."""

import logging

import pytest

from jobs.models import Job
from jobs.run import run
from jobs.worker import Worker
from tenants.models import PublicEntry, Tenant
from tenants.rooms import current_room, public_room, workspace_of
from tests.jobs import tasks
from tests.jobs_run import run_jobs
from workspace.logbook.models import Entry


def the_job():
    with public_room():
        return Job.objects.get()


def told(verb):
    with public_room():
        return list(PublicEntry.objects.filter(verb=verb).values_list("subject", flat=True))


def verbs_in(tenant):
    with workspace_of(tenant):
        return list(Entry.objects.filter(subject_kind="job").values_list("verb", flat=True))


def change(**values):
    with public_room():
        Job.objects.update(**values)


def due_again():
    change(run_after="2026-01-01T00:00Z")


def test_a_job_runs_in_its_own_workspace_only(acme, globex):
    with workspace_of(acme):
        tasks.append_inside.enqueue("acme")
    with workspace_of(globex):
        tasks.append_inside.enqueue("globex")

    assert run_jobs() == 2
    assert verbs_in(acme) == ["acme"]
    assert verbs_in(globex) == ["globex"]


def test_a_worker_does_not_care_where_the_caller_stands(acme, in_acme):
    tasks.tell_room.enqueue()
    with public_room():
        pass
    run_jobs()

    assert told("stood in") == [acme.schema_name]
    assert current_room() == acme.room


def test_a_public_job_stands_in_the_public_room(db):
    tasks.tell_room.enqueue()
    run_jobs()

    assert told("stood in") == ["public"]


@pytest.mark.parametrize("state", [Tenant.State.ERASING, Tenant.State.ERASED])
def test_a_tenant_that_is_erased_gets_no_job(acme, state):
    with workspace_of(acme):
        tasks.append_inside.enqueue("late")
    with public_room():
        Tenant.objects.filter(pk=acme.pk).update(state=state)
    run_jobs()

    assert (the_job().state, the_job().last_error_code) == ("done", "TenantGone")
    assert verbs_in(acme) == []


def test_a_job_waits_for_its_time(db):
    tasks.append.enqueue("1")
    change(run_after="2126-01-01T00:00Z")
    assert run_jobs() == 0

    due_again()
    assert run_jobs() == 1


def test_the_more_important_job_goes_first(db):
    for priority in (0, 50, -50):
        tasks.append.using(priority=priority).enqueue(str(priority))
    run_jobs()

    assert told("appended") == ["-50", "0", "50"]  # newest line first


def test_a_worker_takes_jobs_of_its_own_queues(db):
    tasks.append.using(queue_name="build").enqueue("1")

    assert run_jobs("default") == 0
    assert run_jobs("build") == 1


def test_a_failure_is_repeated_later_and_then_a_dead_letter(db, caplog):
    tasks.fail.enqueue("1")
    for attempt in (1, 2):
        assert run_jobs() == 1
        assert run_jobs() == 0  # not at once
        job = the_job()
        assert (job.state, job.attempts, job.last_error_code) == ("ready", attempt, "Broken")
        assert job.run_after > job.created
        due_again()
    run_jobs()

    assert (the_job().state, the_job().attempts) == ("failed", 3)
    assert told("appended") == []  # rolled back with each attempt
    assert [r.levelno for r in caplog.records] == [logging.WARNING, logging.WARNING, logging.ERROR]
    assert "tests/jobs/tasks.py:" in caplog.text


def test_what_a_person_wrote_stays_out_of_the_log_and_the_row(db, caplog):
    tasks.fail.enqueue("1")
    run_jobs()

    with public_room():
        assert "Smith" not in str(Job.objects.values().get())
    assert "Smith" not in caplog.text


def test_a_refusal_is_not_repeated(db):
    tasks.refuse.enqueue()
    run_jobs()

    assert (the_job().state, the_job().last_error_code) == ("failed", "Refusal")


def test_a_job_nobody_can_run_does_not_block_the_others(db):
    tasks.append.enqueue("1")
    change(task="nowhere.to_be_found")
    tasks.append.enqueue("2")
    run_jobs()

    assert told("appended") == ["2"]
    with public_room():
        assert set(Job.objects.values_list("state", "last_error_code")) == {
            ("ready", "ModuleNotFoundError"),
            ("done", ""),
        }


def test_a_transaction_left_open_is_found_and_undone(transactional_db):
    tasks.leave_a_transaction_open.enqueue()
    run_jobs()

    assert the_job().last_error_code == "RoomError"
    assert told("appended") == []


def test_nothing_of_one_job_is_seen_by_the_next(db):
    for _ in range(2):
        tasks.speak.enqueue("lv")
    run_jobs()

    assert told("spoke") == ["en", "en"]


def test_a_task_may_ask_which_attempt_it_is(db):
    tasks.tell_attempt.enqueue()
    change(attempts=1)
    run_jobs()

    assert told("attempt") == ["2"]


def test_a_lease_that_ran_out_is_taken_again_and_the_late_worker_is_refused(db, caplog):
    tasks.append.enqueue("1")
    slow, quick = Worker(["default"]), Worker(["default"])
    held_by_slow = slow.claim()
    assert quick.claim() is None
    change(lease_until="2026-01-01T00:00Z")

    held_by_quick = quick.claim()
    assert (held_by_quick.pk, held_by_quick.attempts) == (held_by_slow.pk, 2)
    run(held_by_slow)
    assert told("appended") == []
    assert "the lease was lost" in caplog.text
    run(held_by_quick)
    run(held_by_slow)
    assert told("appended") == ["1"]


def test_a_job_that_outlived_all_its_workers_is_a_dead_letter(db):
    tasks.append.enqueue("1")
    change(attempts=10, max_attempts=10, state="running", lease_until="2026-01-01T00:00Z")
    run_jobs()

    assert (the_job().state, the_job().last_error_code) == ("failed", "WorkersLost")
    assert told("appended") == []


@pytest.mark.parametrize("lost", [False, True])
def test_a_dead_letter_is_told_of_once_in_its_own_room(acme, globex, lost):
    with workspace_of(acme):
        tasks.fail_and_tell.enqueue("job")
    if lost:
        change(attempts=1, state="running", lease_until="2026-01-01T00:00Z")
    run_jobs()

    assert the_job().state == "failed"
    assert (verbs_in(acme), verbs_in(globex)) == (["job is dead"], [])


def test_a_worker_that_was_overtaken_tells_of_no_death(acme):
    with workspace_of(acme):
        tasks.fail_and_tell.enqueue("job")
    overtaken = Worker(["default"]).claim()
    change(attempts=2, max_attempts=9)
    run(overtaken)

    assert the_job().state == "running"
    assert verbs_in(acme) == []


def test_a_dead_letter_that_cannot_be_told_of_is_one_all_the_same(acme, caplog):
    with workspace_of(acme):
        tasks.fail_twice.enqueue("job")
    run_jobs()

    assert (the_job().state, the_job().last_error_code) == ("failed", "Broken")
    assert verbs_in(acme) == []
    assert "nobody could be told" in caplog.text


def test_a_lost_lease_cannot_be_renewed_repeated_or_given_back(db):
    tasks.append.enqueue("1")
    lost = Worker(["default"]).claim()
    change(lease_until="2026-01-01T00:00Z")
    Worker(["default"]).claim()

    with public_room():
        before = Job.objects.values().get()
        assert not lost.renew(60)
        assert not lost.repeat("Broken", wait=1)
        assert not lost.give_back()
        assert not lost.bury("Broken")
        assert Job.objects.values().get() == before


def test_a_job_that_is_given_back_has_lost_no_attempt(db):
    tasks.fail.enqueue("1")
    held = Worker(["default"]).claim()
    with public_room():
        assert held.give_back()
    again = Worker(["default"]).claim()

    assert again.max_attempts - again.attempts == held.max_attempts - held.attempts


def test_the_claim_asks_no_more_with_a_thousand_jobs_behind(db, django_assert_num_queries):
    with public_room():
        Job.objects.bulk_create(
            Job(task="tests.jobs.tasks.append", queue="default", max_attempts=1)
            for _ in range(1000)
        )
    with django_assert_num_queries(1):
        Worker(["default"]).claim()
