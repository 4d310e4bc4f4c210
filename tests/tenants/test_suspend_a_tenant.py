"""The provider lets a workspace only be read: the pages say so, and nobody can write."""

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError

from jobs.models import Job
from tenants.hosts import forget_hosts
from tenants.rooms import public_room, workspace_of
from tests import make
from tests.erasure.leaver import again
from tests.jobs.tasks import append_inside
from tests.jobs_run import run_jobs
from tests.tenants.desk import PATH, Provider
from workspace.logbook.models import Entry
from workspace.parties.models import Party

# A read-only transaction stays so until it ends: none of these can share the test's own.
pytestmark = pytest.mark.django_db(transaction=True)
REASON = "Two invoices of ours are open since May."


def suspend(tenant, reason=REASON):
    answer = Provider().api.put(f"{PATH}{tenant.id}/suspension/", {"reason": reason})
    forget_hosts()
    return answer


def lift(tenant):
    answer = Provider().api.delete(f"{PATH}{tenant.id}/suspension/")
    forget_hosts()
    return answer


def test_the_provider_suspends_and_lifts(acme):
    told = suspend(acme).json()
    assert (told["state"], told["suspension"]["reason"]) == ("suspended", REASON)

    assert lift(acme).status_code == 204
    assert lift(acme).status_code == 204
    told = Provider().api.get(f"{PATH}{acme.id}/").json()
    assert (told["state"], told["suspension"]) == ("open", None)
    with public_room():
        assert list(acme.entries.order_by("id").values_list("verb", flat=True)) == [
            "tenant.suspended",
            "tenant.lifted",
        ]


def test_a_repeat_changes_nothing_and_another_reason_is_told(acme):
    suspend(acme)
    suspend(acme)
    with public_room():
        assert acme.entries.count() == 1

    assert suspend(acme, "We are looking into it.").json()["suspension"]["reason"] == (
        "We are looking into it."
    )


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "x" * 301}, {"why": "so"}])
def test_a_reason_is_needed(acme, body):
    answer = Provider().api.put(f"{PATH}{acme.id}/suspension/", body)

    assert (answer.status_code, again(acme).state) == (400, "open")


def test_pages_say_why_and_can_still_be_read(acme, alice):
    with workspace_of(acme):
        make.party(name="SIA Still Here")
    suspend(acme)

    page = alice.browser.get("/parties/")

    assert page.status_code == 200
    assert REASON in page.content.decode()
    assert "SIA Still Here" in page.content.decode()


def test_a_page_that_writes_says_that_nothing_was_saved(acme, alice):
    suspend(acme)

    page = alice.browser.post("/parties/new/", {"name": "SIA Typed In Vain"})

    assert page.status_code == 409
    assert "Nothing was saved" in page.content.decode()
    assert REASON in page.content.decode()
    with workspace_of(acme):
        assert not Party.objects.exists()


def test_the_api_reads_and_refuses_to_write(acme, alice):
    suspend(acme)

    assert alice.api.get("/api/v1/parties/").status_code == 200
    answer = alice.api.post("/api/v1/parties/", {"name": "SIA Typed In Vain"})

    told = answer.json()
    assert (answer.status_code, told["code"], told["detail"]) == (
        409,
        "workspace_suspended",
        REASON,
    )
    assert answer["Content-Type"] == "application/problem+json"


def test_a_stranger_does_not_learn_why(acme, charlie):
    suspend(acme)

    assert charlie.api_at(acme).post("/api/v1/parties/", {}).status_code == 401
    assert charlie.at(acme).post("/parties/new/", {}).status_code == 404


def test_people_still_sign_out_and_choose_a_language(acme, alice):
    suspend(acme)

    assert alice.browser.post("/language/", {"language": "lv"}).status_code == 302
    assert alice.browser.post("/sign-out/").status_code == 302
    assert alice.browser.get("/").status_code == 302


def test_the_database_refuses_whoever_forgot_to_ask(acme):
    suspend(acme)
    tenant = again(acme)

    with workspace_of(tenant), pytest.raises(InternalError, match="read-only transaction"):
        make.party()
    with workspace_of(tenant), transaction.atomic():
        assert not Party.objects.exists()
        with pytest.raises(InternalError, match="read-only transaction"):
            make.party()
    with workspace_of(tenant), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        assert cursor.fetchone() == ("on",)
    with public_room():
        assert again(acme).entries.create(verb="x", subject="the public room is as ever")


def test_the_database_refuses_also_after_a_savepoint_is_released(acme):
    """PostgreSQL gives a transaction back what it might do before the savepoint."""
    suspend(acme)
    tenant = again(acme)

    with workspace_of(tenant), transaction.atomic():
        with transaction.atomic():
            assert not Party.objects.exists()
        with pytest.raises(InternalError, match="read-only transaction"):
            make.party()


def test_an_open_workspace_is_sent_nothing_more(acme):
    assert "read_only" not in again(acme).room.glue


def queued(tenant):
    with workspace_of(tenant):
        append_inside.enqueue("kept")


def test_jobs_wait_and_go_on_when_it_is_lifted(acme):
    queued(acme)
    suspend(acme)

    run_jobs()
    with public_room():
        waiting = Job.objects.get(tenant=acme)
    assert waiting.state == Job.State.HELD

    lift(acme)
    run_jobs()
    with public_room():
        done = Job.objects.get(pk=waiting.pk)
    assert (done.state, done.last_error_code) == (Job.State.DONE, "")
    with workspace_of(acme):
        assert Entry.objects.filter(verb="kept").count() == 1
