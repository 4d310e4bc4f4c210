"""A lock, a row that does not fit, a release that is wrong: who is behind is known, and goes on."""

from threading import Event, Thread, Timer

import pytest
from django.db import connection, transaction

from tenants.heads import our_head
from tenants.models import Schema
from tenants.rooms import public_room, workspace_of
from tenants.workflows.migrate import migrate_tenants
from tests.erasure.leaver import business
from tests.tenants.releases import COLOUR, THINGS, ask, known

pytestmark = pytest.mark.django_db(transaction=True)

ONE_OF_EACH = """
    operations = [AddConstraint("thing", UniqueConstraint(fields=["size"], name="one_of_each"))]
"""
WRONG = """
    operations = [RunSQL("SELECT 1 / 0")]
"""


def thing(tenant):
    ask(tenant, "INSERT INTO logbook_thing (id, size) VALUES (gen_random_uuid(), 1)")


@pytest.fixture
def pair(acme, globex, releases):
    """The older one migrates first, the other one follows."""
    releases.release("0003_things", THINGS)
    return together(acme, globex)


def together(*tenants):
    """At one head, and without the template, which would be the first."""
    migrate_tenants()
    with public_room():
        Schema.objects.filter(kind="template").delete()
    return list(tenants)


@pytest.fixture
def crowd(pair):
    """After the first, three follow before the last two may."""
    return together(*pair, *(business() for _ in range(4)))


def at_our_head(tenants):
    return [known(tenant).head == our_head() for tenant in tenants]


def test_one_whose_rows_do_not_fit_is_noted_and_the_others_go_on(releases, crowd):
    thing(crowd[4])
    thing(crowd[4])
    releases.release("0004_colour", COLOUR)
    releases.release("0005_one_of_each", ONE_OF_EACH)

    report = migrate_tenants()

    assert list(report.failed) == [crowd[4].schema_name]
    assert at_our_head(crowd) == [True] * 4 + [False, True]
    row = known(crowd[4])
    assert row.failed_at is not None
    assert (row.failed_on, row.failed_with) == ("logbook.0005_one_of_each", "UniqueViolation 23505")
    columns = "SELECT attname FROM pg_attribute WHERE attrelid = 'logbook_thing'::regclass"
    assert ("colour",) not in ask(crowd[4], columns)  # all of the release or nothing

    ask(crowd[4], "DELETE FROM logbook_thing")
    report = migrate_tenants()
    assert (report.done, report.is_good) == (1, True)
    assert at_our_head(crowd) == [True] * 6
    assert (known(crowd[4]).failed_at, known(crowd[4]).failed_with) == (None, "")


def test_where_one_of_the_first_few_fails_the_many_do_not_follow(releases, crowd):
    thing(crowd[1])
    thing(crowd[1])
    releases.release("0004_one_of_each", ONE_OF_EACH)

    first = migrate_tenants()

    assert list(first.failed) == [crowd[1].schema_name]
    assert at_our_head(crowd) == [True, False, True, True, False, False]
    assert sorted(first.stopped) == sorted(each.schema_name for each in crowd[4:])

    second = migrate_tenants()
    assert (second.done, list(second.failed)) == (2, [crowd[1].schema_name])
    assert at_our_head(crowd) == [True, False, True, True, True, True]


def test_where_the_first_fails_nobody_follows(releases, pair):
    releases.release("0004_wrong", WRONG)

    report = migrate_tenants()

    assert list(report.failed) == [pair[0].schema_name]
    assert report.stopped == [pair[1].schema_name]
    assert at_our_head(pair) == [False, False]
    assert known(pair[0]).failed_on == "logbook.0004_wrong"
    assert known(pair[1]).failed_at is None


@pytest.mark.parametrize("held_one", [0, 1])
def test_one_whose_table_is_held_for_a_while_is_tried_again(releases, pair, held_one):
    releases.release("0004_one_of_each", ONE_OF_EACH)
    held, let_go = Event(), Event()
    thread = Thread(target=hold, args=(pair[held_one], held, let_go))
    thread.start()
    held.wait()
    timer = Timer(3, let_go.set)
    timer.start()

    try:
        report = migrate_tenants()
    finally:
        let_go.set()
        thread.join()

    assert report.is_good
    assert at_our_head(pair) == [True, True]


def hold(tenant, held, let_go):
    """As a long report would do it."""
    try:
        with workspace_of(tenant), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM logbook_thing")
            held.set()
            let_go.wait(timeout=60)
    finally:
        connection.close()


@pytest.mark.parametrize("lost_one", [0, 1])
def test_a_connection_that_is_lost_is_made_again(releases, pair, lost_one):
    more = LOSE.format(name=pair[lost_one].schema_name)
    releases.release("0004_lost", "operations = [RunPython(lose)]", more=more)

    assert migrate_tenants().is_good

    assert at_our_head(pair) == [True, True]
    assert releases.module("0004_lost").lost == [True]


LOSE = """
from django.db import connection

lost = []

def lose(apps, editor):
    if connection.schema_name == "{name}" and not lost:
        lost.append(True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pid = cursor.fetchone()[0]
            cursor.execute("SET LOCAL ROLE pg_signal_backend")
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
"""


def test_only_some_can_be_migrated(releases, pair):
    releases.release("0004_colour", COLOUR)

    migrate_tenants(only=[pair[1].schema_name])

    assert at_our_head(pair) == [False, True]


def test_one_that_another_process_migrates_at_the_same_time_is_no_failure(releases, pair):
    releases.release("0004_colour", COLOUR)
    reports = []

    def run():
        try:
            reports.append(migrate_tenants(connections=2))
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [report.is_good for report in reports] == [True, True]
    assert sum(report.done for report in reports) >= 2
    with public_room():
        assert not Schema.objects.exclude(head=our_head()).exists()
