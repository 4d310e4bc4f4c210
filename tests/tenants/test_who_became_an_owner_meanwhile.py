"""What was looked at before the tenant was held is looked at again: nobody is spared a confirmation
by having looked a moment too early."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from tenants.actor import Actor
from tenants.models import Membership
from tenants.rooms import public_room
from tenants.workflows.keys import change_role
from tenants.workflows.own_domains import claim_domain, make_our_host_primary, make_primary
from tests.jobs.process import wait_for
from tests.jobs_run import run_jobs
from tests.tenants.own_domain import BOOKS, claimed
from tests.users.staff import make_staff, on_api

pytestmark = pytest.mark.django_db(transaction=True)
MEMBERS = "/api/v1/members/"


@contextmanager
def asked_before_the_end_of_what_happens(ask: Callable[[], Any]) -> Iterator[list[Any]]:
    """What the block has done is seen by nobody until the other has read, and waits for it (or is
    done). Then it is committed."""
    answers: list[Any] = []

    def run() -> None:
        try:
            answers.append(ask())
        finally:
            connection.close()

    thread = Thread(target=run)
    with public_room(), transaction.atomic():
        yield answers
        thread.start()
        wait_for(lambda: not thread.is_alive() or somebody_waits_for_us())
    thread.join()


def somebody_waits_for_us() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return bool(cursor.fetchone()[0])


def becomes(person, role, *, by):
    change_role(person.membership.pk, role=role, by=Actor(user=by.user))


def role_of(person):
    with public_room():
        return Membership.objects.values_list("role", flat=True).get(
            user=person.user, tenant=person.home
        )


WAYS = {
    "the key, by API": lambda alice, key: alice.api.delete(f"{MEMBERS}{key}/"),
    "the role, by API": lambda alice, key: alice.api.put(
        f"{MEMBERS}{key}/role/", {"role": "viewer"}
    ),
    "the key": lambda alice, key: alice.browser.post(f"/people/{key}/removal/", follow=True),
    "the role": lambda alice, key: alice.browser.post(f"/people/{key}/", {"role": "viewer"}),
}


@pytest.mark.parametrize("way", WAYS)
def test_who_becomes_an_owner_meanwhile_loses_nothing_unconfirmed(alice, bob, way):
    key = bob.membership.pk
    alice.browser, alice.api  # noqa: B018 - signed in before it begins

    with asked_before_the_end_of_what_happens(lambda: WAYS[way](alice, key)) as answers:
        becomes(bob, "owner", by=alice)

    assert role_of(bob) == "owner"
    [answer] = answers
    assert "changed since you asked" in answer.content.decode()
    if "API" in way:
        assert (answer.status_code, answer.json()["code"]) == (409, "changed_meanwhile")


def test_who_is_an_owner_no_more_is_not_made_one_again_unconfirmed(alice, bob):
    """To give an owner that role asks nothing, since it changes nothing."""
    with public_room():
        becomes(bob, "owner", by=alice)
    where, program = f"{MEMBERS}{bob.membership.pk}/role/", alice.api

    with asked_before_the_end_of_what_happens(
        lambda: program.put(where, {"role": "owner"})
    ) as answers:
        becomes(bob, "sales", by=alice)

    assert role_of(bob) == "sales"
    assert answers[0].json()["code"] == "changed_meanwhile"


def test_people_are_not_sent_to_a_host_again_unconfirmed(alice, acme, zone):
    """To make primary what is primary asks nothing."""
    by = Actor(user=alice.user)
    with public_room():
        claim_domain(acme.id, host=BOOKS, by=by)
    zone.proves(claimed(acme))
    run_jobs()
    with public_room():
        make_primary(claimed(acme), by=by)
    staff = on_api(make_staff(alice.user))
    where = f"/api/v1/tenants/{acme.id}/domains/{claimed(acme).pk}/primary/"

    with asked_before_the_end_of_what_happens(lambda: staff.put(where)):
        make_our_host_primary(acme.id, by=by)

    assert claimed(acme).is_primary is False
