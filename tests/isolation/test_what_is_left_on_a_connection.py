"""What a statement leaves on a connection is gone before the next request uses it.

`close_if_unusable_or_obsolete` is what Django calls as a request begins; the first statement after it
checks the connection, and sweeps it in the same round trip.
"""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from tenants.rooms import public_room, workspace_of
from tests.isolation.marks import names
from users.models import User

pytestmark = pytest.mark.django_db(transaction=True)

SETTINGS = {
    "search_path": "{theirs}",
    "role": "{theirs}",
    "default_transaction_read_only": "on",
    "default_transaction_isolation": "serializable",
    "statement_timeout": "1",
    "standard_conforming_strings": "off",
    "client_encoding": "SJIS",
    "datestyle": "SQL, DMY",
    "timezone": "Asia/Almaty",
    "transform_null_equals": "on",
    "synchronous_commit": "local",
    "exit_on_error": "on",
}


def told(statement: str) -> object:
    """What the connection answers below our cursors: no room is put in front."""
    connection.ensure_connection()
    with connection.connection.cursor() as raw:
        raw.execute(statement)
        return raw.fetchone()[0]


def inject(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def next_request_begins() -> None:
    connection.close_if_unusable_or_obsolete()


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_does_not_reach_the_next_request(marked, name):
    acme, globex = marked
    with workspace_of(acme):
        assert names() == {"acme"}
    before = told(f"SELECT current_setting('{name}')")
    value = SETTINGS[name].format(theirs=globex.schema_name)
    with workspace_of(acme):
        inject(f"SET SESSION {name} = '{value}'")
    assert told(f"SELECT current_setting('{name}')") != before

    next_request_begins()
    with workspace_of(acme):
        assert names() == {"acme"}

    assert told(f"SELECT current_setting('{name}')") == before


@pytest.mark.parametrize("how", ["SET ROLE", "SET SESSION ROLE"])
def test_a_role_for_the_session_yields_to_the_next_statement(marked, how):
    """Not only with the next request: the room is in front of each statement."""
    acme, globex = marked
    with workspace_of(acme):
        inject(f'{how} "{globex.room.role}";SET search_path="{globex.schema_name}"')
        assert names() == {"acme"}
        with transaction.atomic():
            assert names() == {"acme"}
    with public_room():
        assert User.objects.exists()


LEFTOVERS = {
    "a prepared statement": (
        "PREPARE theirs AS SELECT 1",
        "SELECT count(*) FROM pg_prepared_statements",
    ),
    "a cursor": (
        "DECLARE theirs CURSOR WITH HOLD FOR SELECT name FROM members_member",
        "SELECT count(*) FROM pg_cursors",
    ),
    "a lock": (
        "SELECT pg_advisory_lock(7)",
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()",
    ),
    "a channel": ("LISTEN theirs", "SELECT count(*) FROM pg_listening_channels()"),
}


@pytest.mark.parametrize("kind", LEFTOVERS)
def test_a_thing_does_not_reach_the_next_request(marked, kind):
    acme, globex = marked
    leave, count = LEFTOVERS[kind]
    with workspace_of(acme):
        inject(leave)
    assert told(count) == 1

    next_request_begins()
    with workspace_of(globex):
        assert names() == {"globex"}

    assert told(count) == 0


def test_a_transaction_that_was_left_open_ends_with_the_request(marked):
    """Otherwise all that later requests write would be lost, and told to be done."""
    acme, globex = marked
    with workspace_of(acme):
        inject("SELECT 1; BEGIN")
    session = connection.connection

    next_request_begins()
    with workspace_of(globex), transaction.atomic():
        assert names() == {"globex"}

    assert session.closed
    assert connection.connection is not session


def test_in_a_transaction_that_was_left_open_the_room_is_sent_anew(marked):
    acme, globex = marked
    with workspace_of(acme):
        assert names() == {"acme"}
        inject(f'SELECT 1; BEGIN; SET LOCAL ROLE "{globex.room.role}"')
        inject(f'SET LOCAL search_path="{globex.schema_name}"')
        assert names() == {"acme"}


def test_a_transaction_that_was_ended_by_hand_is_noticed(marked):
    acme, globex = marked
    with workspace_of(acme), transaction.atomic():
        assert names() == {"acme"}
        inject(f'COMMIT; SET ROLE "{globex.room.role}"')
        assert names() == {"acme"}


def test_the_sweep_is_the_check_that_django_makes_anyway(marked, django_assert_num_queries):
    """One message more than the statement, as with Django's own `SELECT 1`; the session stays."""
    acme, _ = marked
    with workspace_of(acme):
        assert names() == {"acme"}
        session = connection.connection

        next_request_begins()
        with django_assert_num_queries(1):
            assert names() == {"acme"}

    assert connection.connection is session
    assert told("SELECT current_setting('TimeZone')") == "UTC"
