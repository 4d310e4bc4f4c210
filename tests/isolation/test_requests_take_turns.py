"""Requests of two tenants in turn over the same connection, streamed and not.

The middleware that opens the door is the real one; only the view behind it is the test's.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import pytest
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from tenants.hosts import tenant_at
from tenants.middleware import RoomMiddleware
from tenants.rooms import current_room, workspace_of
from tests.world import Person
from users.sessions import Key
from workspace.members.models import Member

pytestmark = pytest.mark.django_db


def shown() -> str:
    return ",".join(Member.objects.values_list("name", flat=True))


@RoomMiddleware
def listed(request):
    return HttpResponse(shown())


@RoomMiddleware
def streamed(request):
    def steps():
        for _ in range(3):
            yield shown() + ";"

    return StreamingHttpResponse(steps())


@dataclass
class Asker:
    person: Person

    def asks(self, view):
        request = RequestFactory().get("/anything/")
        request.tenant, request.kind = tenant_at(self.person.home.host), "workspace"
        request.user = self.person.user
        request.key = Key(self.person.membership.id, self.person.membership.role)
        return view(request)


@pytest.fixture
def askers(alice, charlie):
    for person in (alice, charlie):
        with workspace_of(person.home):
            Member.objects.create(membership_id=uuid.uuid4(), name=person.home.slug, email="x")
    return Asker(alice), Asker(charlie)


def test_a_thousand_requests_in_turn_show_each_its_own(askers):
    ours, theirs = askers
    for _ in range(250):
        assert b"globex" not in ours.asks(listed).content
        assert b"acme" not in theirs.asks(listed).content
        assert b"acme" in b"".join(ours.asks(streamed).streaming_content)
        assert b"acme" not in b"".join(theirs.asks(streamed).streaming_content)
    assert current_room() is None


def test_two_streams_that_interleave_stay_apart(askers):
    ours, theirs = (iter(asker.asks(streamed).streaming_content) for asker in askers)
    for _ in range(3):
        assert b"acme" in next(ours)
        assert b"globex" in next(theirs)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_broke_comes_back_in_the_right_room(acme):
    with workspace_of(acme):
        Member.objects.create(membership_id=uuid.uuid4(), name="acme", email="x")
        connection.connection.close()
        connection.close_if_unusable_or_obsolete()
        assert Member.objects.filter(name="acme").count() == 1
