"""Workspaces follow a release; one without a schema, not yet or no longer, is in nobody's way."""

import pytest
from django.db import connection

from tenants.models import Tenant
from tenants.rooms import RoomError, as_owner, public_room
from tenants.workflows.migrate import (
    migrate_everything,
    migrate_workspace,
)
from tenants.workflows.provision import provision
from tests.erasure.leaver import again

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waiting():
    """Asked for, and its job has not run yet."""
    with public_room():
        return Tenant.objects.begin(
            slug="waiting", name="SIA Waits", country="LV", language="lv", currency="EUR"
        )


def tables_for_all_to_see():
    with as_owner(), public_room(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'ext'")
        return cursor.fetchall()


def test_one_that_waits_to_be_built_is_built_afterwards(waiting):
    migrate_everything()

    assert tables_for_all_to_see() == []
    provision(waiting.id)
    assert again(waiting).is_open


def test_tables_are_made_in_a_workspace_of_its_own_or_not_at_all(waiting):
    with as_owner(), pytest.raises(RoomError, match="without a schema"):
        migrate_workspace(waiting)

    assert tables_for_all_to_see() == []
