"""A line of the logbook is added and never altered, whoever tries."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from tests import make
from workspace.logbook.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(in_acme):
    return Entry.objects.write("seen", make.party(), by=make.member(), number="7")


def test_a_line_says_who_did_what_to_which_row(line):
    kept = Entry.objects.get(pk=line.pk)

    assert (kept.verb, kept.subject_kind, kept.member.name) == ("seen", "party", "Alice")
    assert kept.details == {"number": "7"}


@pytest.mark.parametrize(
    "statement",
    ["UPDATE logbook_entry SET verb = 'other'", "DELETE FROM logbook_entry"],
)
def test_the_database_refuses_to_alter_or_remove_a_line(line, statement):
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="final"):
        with transaction.atomic():
            cursor.execute(statement)

    assert Entry.objects.get(pk=line.pk).verb == "seen"


@pytest.mark.parametrize(
    "statement",
    ["TRUNCATE logbook_entry", "ALTER TABLE logbook_entry DISABLE TRIGGER ALL"],
)
def test_nor_may_the_workspace_take_the_guard_away(line, statement):
    with connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            with transaction.atomic():
                cursor.execute(statement)
