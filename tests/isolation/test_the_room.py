"""The room: what the database and the doors refuse, whatever our code gets wrong."""

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from tenants.rooms import NoRoom, WrongRoom, public_room, workspace_of
from workspace.members.models import Member

pytestmark = pytest.mark.django_db


def test_without_a_room_nothing_is_sent(acme):
    with pytest.raises(NoRoom):
        Member.objects.count()


def test_a_workspace_does_not_see_the_public_room(acme):
    with workspace_of(acme), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute("SELECT * FROM public.users_user")


def test_raw_sql_with_another_schema_name_is_denied(acme, globex):
    with workspace_of(acme), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute(f'SELECT * FROM "{globex.schema_name}".members_member')


def test_a_workspace_cannot_be_entered_from_another(acme, globex):
    with workspace_of(acme), pytest.raises(WrongRoom), public_room(), workspace_of(globex):
        pass
