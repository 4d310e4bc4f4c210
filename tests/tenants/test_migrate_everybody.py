"""A release reaches every schema; each ends as Django's own migrations would leave it."""

import pytest
from django.db import connection

from tenants.heads import our_head
from tenants.rooms import as_owner
from tenants.workflows.migrate import migrate_tenants, migrate_workspace
from tests.tenants.catalog import catalog_of
from tests.tenants.releases import COLOUR, THINGS, ask, heads, known

pytestmark = pytest.mark.django_db(transaction=True)


def test_everybody_follows_a_release(releases, acme, globex):
    releases.release("0003_things", THINGS)
    releases.release("0004_colour", COLOUR)

    report = migrate_tenants()

    assert (report.done, report.is_good) == (len(heads()), True)
    assert set(heads()) == {our_head()}
    assert our_head().split().count("logbook.0004_colour") == 1
    assert ask(acme, "SELECT * FROM logbook_thing") == []


def test_it_ends_as_djangos_own_migrations_leave_it(releases, acme, globex):
    releases.release("0003_things", THINGS)
    releases.release("0004_colour", COLOUR)
    with as_owner():
        migrate_workspace(acme)

    migrate_tenants()

    assert catalog_of(globex) == catalog_of(acme)
    assert known(globex).head == known(acme).head == our_head()


def test_with_nothing_to_do_it_asks_once(acme, django_assert_num_queries):
    with django_assert_num_queries(1):
        report = migrate_tenants()

    assert report.done == 0
    assert connection.owner is False
