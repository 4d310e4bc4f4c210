"""The job that was left by the onboarding builds the workspace and opens it."""

from threading import Thread

import pytest
from django.db import connection
from django.db.models.functions import Now

from jobs.models import Job
from tenants.models import Invitation, PublicEntry, Tenant
from tenants.rooms import as_owner, public_room, workspace_of
from tenants.workflows.provision import provision
from tests import world
from tests.jobs_run import run_jobs
from tests.tenants.catalog import catalog_of
from workspace.members.models import Member

pytestmark = pytest.mark.django_db(transaction=True)


def build():
    """Let the worker do what it can now; answers how the job stands afterwards."""
    run_jobs("build")
    with public_room():
        return Job.objects.get(queue="build").state


@pytest.fixture
def bakery(provider):
    provider.onboard()
    with public_room():
        return Tenant.objects.get(slug="bakery")


def verbs(tenant):
    with public_room():
        return [entry.verb for entry in PublicEntry.objects.filter(tenant=tenant).order_by("id")]


def test_the_job_builds_the_workspace_and_opens_it(provider, bakery):
    assert build() == Job.State.DONE

    response = provider.onboard()
    assert (response.status_code, response.json()["state"]) == (201, "open")
    with workspace_of(bakery):
        assert Member.objects.count() == 0
    assert world.api_client(bakery.host).get("/api/v1/parties/").status_code == 401


def test_the_owner_is_invited_once_it_is_open(bakery):
    with public_room():
        assert not Invitation.objects.exists()

    build()

    with public_room():
        invitation = Invitation.objects.values("tenant", "email", "role").get()
    assert invitation == {
        "tenant": bakery.id,
        "email": "dace@bakery.example",
        "role": "owner",
    }


def test_the_owner_gets_one_letter_in_the_language_of_the_workspace(bakery, mailoutbox):
    run_jobs()
    provision(bakery.id)
    run_jobs()

    letters = [(letter.to, letter.extra_headers["Content-Language"]) for letter in mailoutbox]
    assert letters == [(["dace@bakery.example"], "lv")]


def test_it_leaves_lines_in_the_logbook(bakery):
    build()

    assert verbs(bakery)[:2] == ["tenant.onboarded", "tenant.opened"]


def test_it_is_built_like_every_other(bakery, acme):
    build()

    assert catalog_of(bakery) == catalog_of(acme)
    assert len(catalog_of(bakery)[0]["relation"]) > 10


def test_a_second_run_changes_nothing(bakery):
    build()
    before = catalog_of(bakery), verbs(bakery)

    provision(bakery.id)

    assert (catalog_of(bakery), verbs(bakery)) == before
    with public_room():
        assert Invitation.objects.count() == 1


def test_two_builders_at_once_open_it_once(bakery, acme):
    def one_builder():
        try:
            provision(bakery.id)
        finally:
            connection.close()

    threads = [Thread(target=one_builder) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert catalog_of(bakery) == catalog_of(acme)
    assert verbs(bakery).count("tenant.opened") == 1
    with public_room():
        assert Invitation.objects.count() == 1


def test_a_build_that_fails_is_tried_again_and_nothing_is_open_meanwhile(bakery, acme):
    schema = bakery.schema_name
    in_the_way(f'CREATE SCHEMA "{schema}"', f'CREATE TABLE "{schema}".members_member ()')

    assert build() == Job.State.READY
    with public_room():
        assert Tenant.objects.get(pk=bakery.pk).state == "provisioning"
        assert not Invitation.objects.exists()

    in_the_way(f'DROP TABLE "{schema}".members_member')
    with public_room():
        Job.objects.update(run_after=Now())
    assert build() == Job.State.DONE
    assert catalog_of(bakery) == catalog_of(acme)


def in_the_way(*statements):
    with as_owner(), public_room(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
