"""Who acts is read; it is written only when there is something new."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from uuid_utils.compat import uuid7

from workspace.members.models import Member

pytestmark = pytest.mark.django_db

KEY = uuid7()
ALICE = {"membership_id": KEY, "name": "Alice", "email": "alice@acme.example"}


def statements(**told):
    """What is sent to the members' table."""
    with CaptureQueriesContext(connection) as sent:
        Member.objects.of(**told)
    return [query["sql"].split()[0] for query in sent if "members_member" in query["sql"]]


def test_somebody_new_is_written_down(in_acme):
    assert statements(**ALICE) == ["SELECT", "INSERT"]
    assert Member.objects.get(membership_id=KEY).name == "Alice"


def test_somebody_known_is_read_once_and_not_locked(in_acme, django_assert_num_queries):
    Member.objects.of(**ALICE)

    with django_assert_num_queries(1) as sent:
        Member.objects.of(**ALICE)
    assert "FOR UPDATE" not in sent[0]["sql"]


@pytest.mark.parametrize("change", [{"name": "Alise"}, {"email": "alise@acme.example"}])
def test_a_new_name_or_address_is_followed(in_acme, change):
    Member.objects.of(**ALICE)

    assert statements(**{**ALICE, **change}) == ["SELECT", "UPDATE"]
    [kept] = Member.objects.filter(membership_id=KEY).values("name", "email", "membership_id")
    assert kept == {**ALICE, **change}
