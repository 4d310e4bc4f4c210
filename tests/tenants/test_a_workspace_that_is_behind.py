"""While a release is on its way, a workspace waits for it only where the new code needs it."""

from datetime import timedelta

import pytest
from django.db.models import Sum
from django.db.models.functions import Now
from django.utils import timezone

from jobs.models import Job
from tenants.hosts import forget_hosts
from tenants.rooms import public_room, workspace_of
from tenants.workflows.migrate import migrate_tenants
from tests import world
from tests.jobs import tasks
from tests.jobs_run import run_jobs
from tests.tenants.releases import THINGS
from workspace.logbook.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)

INDEX = """
    operations = [AddIndex("entry", Index(fields=["verb"], name="entries_by_verb"))]
"""
PATH = "/api/v1/parties/"


def test_it_answers_503_until_it_has_what_the_code_needs(releases, acme, alice):
    releases.release("0003_things", THINGS)

    page, answer = alice.browser.get("/"), alice.api.get(PATH)

    assert (page.status_code, page.headers["Retry-After"]) == (503, "10")
    assert "This workspace is being updated" in page.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "workspace_is_being_updated"

    migrate_tenants()
    forget_hosts()
    assert (alice.browser.get("/").status_code, alice.api.get(PATH).status_code) == (200, 200)


def test_who_sent_something_is_told_that_it_was_not_saved(releases, acme, alice):
    releases.release("0003_things", THINGS)

    assert "was not saved" in alice.browser.post("/parties/new/", {"name": "x"}).content.decode()
    assert "was not saved" not in alice.browser.get("/parties/new/").content.decode()


def test_a_stranger_learns_nothing_of_it(releases, acme, charlie):
    releases.release("0003_things", THINGS)

    assert world.api_client(acme.host).get(PATH).status_code == 401
    assert world.stranger_at(acme).get("/").status_code == 302
    assert charlie.at(acme).get("/").status_code == 404


@pytest.mark.parametrize("body", [INDEX, THINGS + "    awaited = False\n"])
def test_it_is_served_where_the_code_runs_without(releases, acme, alice, body):
    releases.release("0003_next", body)

    assert alice.api.get(PATH).status_code == 200


def test_old_code_serves_one_that_is_ahead(releases, acme, alice):
    releases.release("0003_things", THINGS)
    migrate_tenants()

    releases.take_back("0003_things")

    assert alice.api.get(PATH).status_code == 200


def test_its_jobs_wait_for_weeks_and_keep_nobody_from_working(releases, acme):
    """Each ten seconds one comes back: a number of attempts that were full would end every claim."""
    releases.release("0003_things", THINGS)
    with workspace_of(acme):
        tasks.append_inside.enqueue("x")
    with public_room():
        Job.objects.update(attempts=2**17, max_attempts=2**17 + 10)
        tasks.append.enqueue("nobody")

    run_jobs()

    with public_room():
        jobs = Job.objects.filter(queue="default").order_by("task")
        assert list(jobs.values_list("state", "attempts")) == [("done", 1), ("ready", 2**17 + 1)]


def test_its_jobs_wait_and_no_attempt_is_counted(releases, acme):
    with workspace_of(acme):
        tasks.append_inside.enqueue("x")
    with public_room():
        before = Job.objects.get(queue="default", tenant=acme.id).max_attempts
    releases.release("0003_things", THINGS)

    run_jobs()

    with public_room():
        job = Job.objects.get(queue="default", tenant=acme.id)
    assert (job.state, job.max_attempts - job.attempts) == ("ready", before)
    assert (job.run_after - job.created).total_seconds() > 8

    migrate_tenants()
    with public_room():
        Job.objects.update(run_after=Now())
    run_jobs()
    with public_room():
        assert Job.objects.get(pk=job.pk).state == Job.State.DONE


def states():
    with public_room():
        found = Job.objects.filter(task__endswith="append_inside").order_by("id")
        return list(found.values_list("state", flat=True))


def come_back():
    """The ten seconds are over."""
    with public_room():
        Job.objects.filter(state="ready", task__endswith="append_inside").update(run_after=Now())


def test_one_of_its_jobs_looks_again_for_all_of_them(releases, acme):
    with workspace_of(acme):
        for number in range(5):
            tasks.append_inside.enqueue(str(number))
    releases.release("0003_things", THINGS)

    for _ in range(2):
        run_jobs()
        assert states() == ["ready", *["held"] * 4]
        come_back()
    with public_room():
        taken = Job.objects.filter(task__endswith="append_inside").aggregate(all=Sum("attempts"))
    assert taken == {"all": 2}

    migrate_tenants()
    run_jobs()
    with workspace_of(acme):
        done = Entry.objects.filter(subject_kind="job").order_by("verb")
        assert list(done.values_list("verb", flat=True)) == ["0", "1", "2", "3", "4"]


def test_its_jobs_for_later_come_neither_sooner_nor_later(releases, acme):
    tomorrow = timezone.now() + timedelta(days=1)
    with workspace_of(acme):
        tasks.append_inside.enqueue("now")
        tasks.append_inside.using(run_after=tomorrow).enqueue("tomorrow")
    releases.release("0003_things", THINGS)

    run_jobs()
    with public_room():
        Job.objects.filter(run_after__lt=tomorrow).update(run_after=Now())
    migrate_tenants()
    run_jobs()

    assert states() == ["done", "ready"]
    with public_room():
        assert Job.objects.get(state="ready", task__endswith="append_inside").run_after == tomorrow


def test_jobs_of_the_others_are_not_held(releases, acme, globex):
    releases.release("0003_things", THINGS)
    migrate_tenants(only=[globex.schema_name])
    for tenant in (acme, globex):
        with workspace_of(tenant):
            tasks.append_inside.enqueue("1")
            tasks.append_inside.enqueue("2")

    run_jobs()

    assert states() == ["ready", "held", "done", "done"]
