"""What a statement leaves on a connection is gone before the next request or job uses it.

`close_if_unusable_or_obsolete` is what Django calls as a request begins, and a worker after each job;
the first statement after it checks the connection, and sweeps it in the same round trip.
"""

from __future__ import annotations

import math
from contextvars import Context

import pytest
from django.db import connection, transaction

from jobs.models import Job
from jobs.worker import Worker
from tenants.rooms import public_room, workspace_of
from tests.isolation import jobs
from tests.isolation.jobs import LEFTOVERS
from tests.isolation.marks import names
from tests.jobs import tasks
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


@pytest.fixture
def jobs_found():
    jobs.counted.clear()
    return jobs.counted


@pytest.mark.parametrize("fail", [False, True])
@pytest.mark.parametrize("kind", LEFTOVERS)
def test_a_thing_does_not_reach_the_next_job(marked, jobs_found, kind, fail):
    acme, globex = marked
    _, count = LEFTOVERS[kind]
    with workspace_of(acme):
        jobs.leave.enqueue(kind, fail)
        jobs.count.enqueue(kind)
    with workspace_of(globex):
        jobs.count.enqueue(kind)
    worker = Worker(["default"])

    Context().run(worker.run_one)
    session = connection.connection
    if not fail:
        assert told(count) == 1
    Context().run(worker.run_all)

    assert jobs_found == [0, 0]
    assert connection.connection is session


def test_a_transaction_that_a_job_left_open_ends_with_it(marked, jobs_found):
    """Otherwise all that later jobs write would be lost, and told to be done."""
    acme, globex = marked
    with workspace_of(acme):
        jobs.leave.enqueue("transaction", False)
    with workspace_of(globex):
        jobs.count.enqueue("lock")
    Context().run(Worker(["default"]).run_all)
    connection.close()

    with public_room():
        states = dict(Job.objects.values_list("tenant__slug", "state"))
    assert jobs_found == [0]
    assert states == {"acme": "running", "globex": "done"}  # until its lease is over


def test_a_job_leaves_no_temporary_table(marked, jobs_found):
    """The runtime login may make none."""
    acme, _ = marked
    with workspace_of(acme):
        jobs.leave.enqueue("table", False)
    Context().run(Worker(["default"]).run_all)

    with public_room():
        assert Job.objects.get().last_error_code == "ProgrammingError"


def test_a_job_is_four_round_trips_and_one_of_them_is_the_sweep(db_behind_a_tap):
    for _ in range(2):
        tasks.tick.enqueue()
    worker = Worker(["default"])
    worker.brought = math.inf  # it does not look for jobs whose time has come
    Context().run(worker.run_one)
    before = db_behind_a_tap.queries

    Context().run(worker.run_one)

    assert db_behind_a_tap.queries - before == 4  # sweep, claim, done, COMMIT
    with public_room():
        assert set(Job.objects.values_list("state", flat=True)) == {"done"}
