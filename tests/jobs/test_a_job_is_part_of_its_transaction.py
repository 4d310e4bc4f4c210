"""Enqueueing: gone with a rollback, there after a commit, stamped with its workspace."""

import pytest
from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist

from jobs.backend import row_of, task_at
from jobs.models import Job
from tenants.models import PublicEntry
from tenants.rooms import public_room, workspace_of
from tests.jobs import tasks
from tests.jobs_run import run_jobs


def jobs():
    with public_room():
        return list(Job.objects.order_by("id"))


def subjects():
    with public_room():
        return sorted(PublicEntry.objects.filter(verb="appended").values_list("subject", flat=True))


def test_a_rollback_takes_the_job_with_it(in_acme):
    with transaction.atomic():
        tasks.append.enqueue("1")
        transaction.set_rollback(True)

    assert jobs() == []


def test_a_commit_leaves_exactly_one(in_acme):
    with transaction.atomic():
        tasks.append_inside.enqueue("1")

    [job] = jobs()
    assert (job.task, job.args) == (
        "tests.jobs.tasks.append_inside",
        {"args": ["1"], "kwargs": {}},
    )
    assert job.tenant_id == in_acme.id
    assert job.state == "ready"


def test_a_visit_to_the_public_room_does_not_lose_the_stamp(in_acme):
    with public_room():
        tasks.append_inside.enqueue("1")

    assert jobs()[0].tenant_id == in_acme.id


def test_outside_a_workspace_the_job_is_public(db):
    tasks.append.enqueue("1")

    assert jobs()[0].tenant_id is None
    assert run_jobs() == 1
    assert subjects() == ["1"]


def test_enqueueing_is_one_statement(in_acme, django_assert_num_queries):
    with django_assert_num_queries(1):
        tasks.append.enqueue("1")


def test_an_equal_job_that_waits_is_not_doubled(acme, globex):
    with workspace_of(acme):
        first = tasks.append_once.enqueue("1")
        again = tasks.append_once.enqueue("1")
        tasks.append_once.enqueue("2")
    with workspace_of(globex):
        tasks.append_once.enqueue("1")

    assert again.id == first.id
    assert len(jobs()) == 3


def test_a_key_of_ones_own_holds_until_the_job_ends(db):
    renew = tasks.append.using(dedupe_key="renewal")
    renew.enqueue("1")
    renew.enqueue("2")
    run_jobs()
    renew.enqueue("3")
    run_jobs()

    assert subjects() == ["1", "3"]


@pytest.mark.parametrize(
    "carried",
    ["Jānis Bērziņš", "alice@acme.example", "two words", "x" * 201, "a\nb"],
)
def test_a_job_does_not_carry_what_a_person_wrote(db, carried):
    with pytest.raises(ValueError, match="ids and codes"):
        tasks.append.enqueue(carried)
    with pytest.raises(ValueError, match="ids and codes"):
        tasks.append.enqueue([{"k": carried}])
    assert jobs() == []


@pytest.mark.parametrize("carried", [1.5, b"x", object(), {1: 2}])
def test_a_job_carries_plain_values_only(db, carried):
    with pytest.raises(TypeError):
        tasks.append.enqueue(carried)


def test_a_job_is_small(db):
    with pytest.raises(ValueError, match="4096"):
        tasks.append.enqueue(["x" * 100] * 41)


def test_what_became_of_a_job_can_be_asked(db):
    asked = tasks.append.enqueue("1")
    assert asked.status == TaskResultStatus.READY
    run_jobs()
    asked.refresh()

    assert asked.status == TaskResultStatus.SUCCESSFUL
    assert asked.attempts == 1
    for unknown in ("no-such", "019a0000-0000-7000-8000-000000000000"):
        with pytest.raises(TaskResultDoesNotExist):
            tasks.append.get_result(unknown)


def test_only_what_is_declared_a_task_can_be_called(db):
    with pytest.raises(Exception, match="decorated"):
        task_at("os.system")


def test_a_row_for_others_to_write_is_what_would_have_been_enqueued(in_acme):
    tasks.append_inside.enqueue("1")

    row = row_of(tasks.append_inside, "1")

    [job] = jobs()
    passing = {"id", "run_after", "created"}
    told = [field.attname for field in Job._meta.fields if field.attname not in passing]
    assert [getattr(row, name) for name in told] == [getattr(job, name) for name in told]


def test_a_unique_task_has_no_row_for_others_to_write(in_acme):
    with pytest.raises(InvalidTaskError):
        row_of(tasks.append_once, "same")
