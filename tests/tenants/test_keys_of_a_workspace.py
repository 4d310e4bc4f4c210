"""A key is changed, taken, given up and given again; the last owner's stays."""

from __future__ import annotations

import threading
from contextvars import Context
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from tenants.actor import Actor
from tenants.errors import LastOwner
from tenants.models import Departure, Membership, PublicEntry
from tenants.rooms import public_room, workspace_of
from tenants.workflows.invite import invite
from tenants.workflows.keys import change_role, give_key, take_key
from tests.jobs_run import run_jobs
from users.models import ApiToken, Session, User
from users.workflows.join import join
from workspace.members.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_public(db):
    with public_room():
        yield


def lines(tenant):
    return list(
        PublicEntry.objects.filter(tenant=tenant).order_by("id").values_list("verb", flat=True)
    )


def asked(ask, *given):
    """A request begins in no room."""
    return Context().run(ask, *given)


def as_member(person):
    with workspace_of(person.home):
        return Member.objects.of(
            membership_id=person.membership.pk, name=str(person.user), email=person.email
        )


def test_a_role_holds_from_the_next_request_on(alice, bob):
    browser, program = bob.browser, bob.api
    wish = {"name": "SIA New", "country": "LV"}
    assert asked(program.post, "/api/v1/parties/", wish).status_code == 201

    change_role(bob.membership.pk, role="viewer", by=Actor(user=alice.user))

    assert asked(program.post, "/api/v1/parties/", wish).status_code == 403
    assert asked(browser.get, "/parties/new/").status_code == 403
    assert asked(browser.get, "/parties/").status_code == 200
    change_role(bob.membership.pk, role="sales", by=Actor(user=alice.user))
    assert asked(program.post, "/api/v1/parties/", wish).status_code == 201
    assert lines(bob.home) == ["membership.made_viewer", "membership.made_sales"]


def test_a_repeat_of_a_change_leaves_no_line(alice, bob):
    change_role(bob.membership.pk, role="sales", by=Actor(user=alice.user))
    change_role(uuid4(), role="sales", by=Actor(user=alice.user))

    assert lines(bob.home) == []


def test_a_taken_key_ends_sessions_and_programs_there_and_nowhere_else(alice, bob):
    at_work, at_home, program = bob.browser, bob.at(None), bob.api
    assert asked(at_work.get, "/").status_code == 200

    take_key(bob.membership.pk, by=Actor(user=alice.user))
    take_key(bob.membership.pk, by=Actor(user=alice.user))

    assert asked(at_work.get, "/")["Location"] == "/sign-in/?path=%2F"
    assert asked(program.get, "/api/v1/parties/").status_code == 401
    assert asked(at_home.get, "/password/").status_code == 200
    assert not ApiToken.objects.filter(membership_id=bob.membership.pk).exists()
    assert list(Session.objects.filter(user=bob.user).values_list("tenant", flat=True)) == [None]
    assert lines(bob.home) == ["membership.taken"]


def test_the_workspace_is_told_and_knows_who_comes_back(alice, bob):
    member, before = as_member(bob), bob.membership.pk
    take_key(before, by=Actor(user=alice.user))
    run_jobs()
    with workspace_of(bob.home):
        assert Member.objects.get(pk=member.pk).deactivated_at is not None

    invitation = invite(bob.home, email=bob.email, role="viewer", language="en")
    join(invitation, user=bob.user)
    run_jobs()

    again = Membership.objects.get(user=bob.user, tenant=bob.home)
    assert (again.pk, again.role) == (before, "viewer")
    assert not Departure.objects.exists()
    assert as_member(bob) == member
    with workspace_of(bob.home):
        assert Member.objects.get(pk=member.pk).deactivated_at is None
        assert Member.objects.filter(email=bob.email).count() == 1


def test_a_job_that_comes_late_tells_what_holds_now(alice, bob):
    """Taken and given again before the workspace was told of either."""
    member = as_member(bob)
    take_key(bob.membership.pk, by=Actor(user=alice.user))
    give_key(bob.home, bob.user, role="sales")

    run_jobs()

    with workspace_of(bob.home):
        assert Member.objects.get(pk=member.pk).deactivated_at is None


def test_the_last_owner_stays_whatever_is_asked(alice, acme):
    me, by = alice.membership.pk, Actor(user=alice.user)
    with pytest.raises(LastOwner):
        take_key(me, by=by)
    with pytest.raises(LastOwner):
        change_role(me, role="viewer", by=by)

    assert Membership.objects.get(pk=me).role == "owner"
    assert lines(acme) == []


@pytest.mark.parametrize(
    "ways",
    [
        lambda alice: Membership.objects.filter(pk=alice.membership.pk).delete(),
        lambda alice: Membership.objects.filter(tenant=alice.home).delete(),
        lambda alice: Membership.objects.filter(pk=alice.membership.pk).update(role="sales"),
        lambda alice: User.objects.filter(pk=alice.user.pk).delete(),
    ],
)
def test_the_database_keeps_the_last_owner_too(alice, ways):
    with pytest.raises(IntegrityError, match="the last owner stays"), transaction.atomic():
        ways(alice)

    assert Membership.objects.get(user=alice.user).role == "owner"


def test_with_another_owner_one_may_go(alice, bob):
    change_role(bob.membership.pk, role="owner", by=Actor(user=alice.user))

    take_key(alice.membership.pk, by=Actor(user=alice.user))

    assert list(Membership.objects.owners().filter(tenant=alice.home)) == [bob.membership]
    assert lines(alice.home) == ["membership.made_owner", "membership.given_up"]


def test_a_person_is_told_which_workspaces_would_lose_their_only_owner(alice, bob, globex):
    keys = Membership.objects
    keys.create(tenant=globex, user=alice.user, role="owner")
    assert list(keys.all().alone_held_by(alice.user)) == [alice.membership]
    assert list(keys.all().alone_held_by(bob.user)) == []

    change_role(bob.membership.pk, role="owner", by=Actor(user=alice.user))

    assert list(keys.all().alone_held_by(alice.user)) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_of_two_owners_who_go_at_once_one_stays(alice, bob, guarded):
    """With our own look and without it: then the trigger is asked by both connections."""
    change_role(bob.membership.pk, role="owner", by=Actor(user=alice.user))
    both = threading.Barrier(2)
    refused = []

    def go(person):
        try:
            with public_room(), transaction.atomic():
                both.wait(5)
                if guarded:
                    take_key(person.membership.pk, by=Actor(user=person.user))
                else:
                    Membership.objects.filter(pk=person.membership.pk).delete()
        except (LastOwner, IntegrityError) as refusal:
            refused.append(type(refusal))
        finally:
            connection.close()

    for person in (alice, bob):
        assert person.membership.pk  # read beforehand
    threads = [threading.Thread(target=go, args=[person]) for person in (alice, bob)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)

    assert refused == [LastOwner if guarded else IntegrityError]
    assert Membership.objects.owners().filter(tenant=alice.home).count() == 1


def test_a_workspace_that_rests_is_told_later(alice, bob):
    from tenants.workflows.suspend import lift, suspend  # changes the tenant's state

    member, desk = as_member(bob), Actor(client="kon_desk")
    suspend(bob.home.id, by=desk, reason="unpaid")
    take_key(bob.membership.pk, by=Actor(user=bob.user))
    run_jobs()
    lift(bob.home.id, by=desk)
    run_jobs()

    with workspace_of(bob.home):
        assert Member.objects.get(pk=member.pk).deactivated_at is not None
