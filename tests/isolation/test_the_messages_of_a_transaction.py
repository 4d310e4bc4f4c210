"""BEGIN goes with the first statement, and what says nothing that is read goes with the next one."""

from __future__ import annotations

from contextlib import suppress
from io import StringIO

import pytest
from django.db import DataError, IntegrityError, ProgrammingError, connection, transaction
from django.db.transaction import TransactionManagementError, atomic
from psycopg2.errors import SyntaxError as SyntaxOfSql

from config.together import write_together
from tenants.models import PublicEntry
from tenants.rooms import public_room, workspace_of
from workspace.members.models import Member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def messages(marked, db_behind_a_tap):
    """How many were sent while this worked, on a connection that stands already."""

    def count(work):
        with public_room():
            look()
            before = db_behind_a_tap.queries
            work()
            return db_behind_a_tap.queries - before

    return count


def members():
    return set(Member.objects.values_list("name", flat=True))


def look(value=1):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s", [value])
        return cursor.fetchone()[0]


def line(verb="x.y"):
    return PublicEntry(verb=verb)


def lines():
    return set(PublicEntry.objects.filter(verb__startswith="x.").values_list("verb", flat=True))


def in_a_transaction(*steps):
    def work():
        with atomic():
            for step in steps:
                step()

    return work


def write(row="x.y"):
    return lambda: write_together(line(row) if isinstance(row, str) else row)


def fail():
    raise KeyError


def divide_by_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((), 0),
        ((look,), 2),
        ((look, look), 3),
        ((in_a_transaction(look),), 4),
        ((write(),), 1),
        ((write(), write()), 1),
        ((look, write()), 2),
        ((write(), look), 2),
        ((in_a_transaction(write()),), 3),
    ],
)
def test_a_transaction_is_as_few_messages_as_can_be(messages, steps, expected):
    assert messages(in_a_transaction(*steps)) == expected


def test_a_server_side_cursor_is_declared_with_begin_and_room(messages):
    def read():
        found = PublicEntry.objects.values_list("verb", flat=True).iterator(chunk_size=2)
        assert list(found) == []

    assert messages(in_a_transaction(read)) == 5  # DECLARE, FETCH, is it there, CLOSE, COMMIT


def test_each_row_stands_in_the_room_where_it_was_put_off(marked):
    acme, globex = marked
    with public_room(), atomic():
        write_together(line("x.one"))
        with workspace_of(acme):
            write_together(Member(name="later", membership_id=acme.pk, email="later@acme.example"))
            with public_room():
                write_together(line("x.two"))

    with public_room():
        assert lines() == {"x.one", "x.two"}
    with workspace_of(acme):
        assert members() == {"acme", "later"}
    with workspace_of(globex):
        assert "later" not in members()


def test_what_waits_is_seen_by_the_next_statement():
    with public_room(), atomic():
        write_together(line())
        assert lines() == {"x.y"}


def test_a_percent_sign_stays_one_whatever_it_goes_with():
    with public_room(), atomic():
        write_together(line("x.100%"))
        look("50%")
        write_together(line("x.%s"))
        with connection.cursor() as cursor:
            cursor.execute("SELECT '%'")
        write_together(line("x.%%"))

    with public_room():
        assert lines() == {"x.100%", "x.%s", "x.%%"}


def test_what_is_refused_undoes_the_whole_transaction():
    twin = line()
    with public_room():
        with pytest.raises(IntegrityError):
            in_a_transaction(write("x.first"), write(twin), write(twin))()
        assert lines() == set()
        assert look() == 1


def test_what_is_refused_is_refused_by_the_savepoint_around_it():
    twin = line()
    with public_room(), atomic():
        write_together(line("x.before"))
        with pytest.raises(IntegrityError):
            in_a_transaction(write(twin), write(twin))()
        write_together(line("x.after"))

    with public_room():
        assert lines() == {"x.before", "x.after"}


def test_what_is_refused_is_not_refused_by_the_block_that_comes_next():
    """Whoever expects an IntegrityError of their own in there would swallow this one."""
    twin = line()

    def look_in_a_block():
        with suppress(IntegrityError), atomic():
            look()

    with public_room():
        with pytest.raises(TransactionManagementError, match="put off") as refused:
            in_a_transaction(write(twin), write(twin), look_in_a_block)()
        assert isinstance(refused.value.__cause__, IntegrityError)
        assert lines() == set()
        assert look() == 1


def test_a_transaction_that_an_error_has_spoilt_does_not_seem_to_be_kept():
    """PostgreSQL would answer COMMIT with a ROLLBACK, and Django tell everybody that it is done."""
    told = []

    def promise():
        transaction.on_commit(lambda: told.append("kept"))
        with suppress(DataError):
            divide_by_nothing()

    with public_room():
        with pytest.raises(TransactionManagementError, match="spoilt"):
            in_a_transaction(write(), promise)()
        in_a_transaction(write("x.next"))()
        assert (lines(), told) == ({"x.next"}, [])


TWIN = line("x.twin")


@pytest.mark.parametrize(
    "inside", [[write("x.inside")], [write("x.inside"), write(TWIN), write(TWIN)]]
)
def test_a_savepoint_takes_back_what_waits_since_and_no_more(inside):
    """Also what would be refused, had it been sent."""
    with public_room(), atomic():
        write_together(line("x.before"))
        with pytest.raises(KeyError):
            in_a_transaction(*inside, fail)()
        write_together(line("x.after"))

    with public_room():
        assert lines() == {"x.before", "x.after"}


def test_what_waits_goes_with_its_transaction():
    with public_room():
        with atomic():
            write_together(line())
            transaction.set_rollback(True)
        with pytest.raises(KeyError):
            in_a_transaction(write(), fail)()
        with atomic():
            look()
        assert lines() == set()


def stumble(text="SELEC", values=None):
    """The parser takes a message whole, and the driver sends none that it cannot fill in."""
    with pytest.raises((ProgrammingError, IndexError)), connection.cursor() as cursor:
        cursor.execute(text, values)


def stumble_in_the_driver():
    stumble("SELECT %s, %s", [1])


@pytest.mark.parametrize(
    "steps",
    [(write(), stumble), (write(), stumble_in_the_driver), (look, write(), stumble_in_the_driver)],
)
def test_what_waits_outlives_a_statement_that_was_never_followed(steps):
    with public_room():
        in_a_transaction(*steps)()
        assert lines() == {"x.y"}


def test_what_waits_is_lost_where_the_parser_spoils_a_transaction_that_has_begun():
    """As any error of the server does."""
    with public_room():
        with pytest.raises(TransactionManagementError, match="spoilt"):
            in_a_transaction(look, write(), stumble)()
        assert lines() == set()


def test_a_message_that_was_never_followed_leaves_begin_to_the_next_one():
    with public_room():
        with pytest.raises(KeyError):
            in_a_transaction(write(), stumble, look, fail)()
        assert lines() == set()


def test_what_waits_outlives_a_copy_that_was_never_followed():
    with public_room():
        with atomic():
            write_together(line())
            with pytest.raises(SyntaxOfSql), connection.cursor() as cursor:
                cursor.copy_expert("COPY tenants_publicentry TOO STDOUT", StringIO())
        assert lines() == {"x.y"}


def test_an_error_of_the_statement_undoes_what_went_with_it():
    with public_room():
        with pytest.raises(DataError):
            in_a_transaction(write(), divide_by_nothing)()
        assert lines() == set()


def test_a_transaction_by_hand_is_one_too():
    with public_room():
        transaction.set_autocommit(False)
        try:
            write_together(line("x.lost"))
            with pytest.raises(ProgrammingError, match="a transaction is open"):
                transaction.set_autocommit(True)
            transaction.rollback()
            write_together(line("x.kept"))
            transaction.commit()
            look()
            with pytest.raises(ProgrammingError, match="a transaction is open"):
                transaction.set_autocommit(True)
        finally:
            transaction.rollback()
            transaction.set_autocommit(True)
        assert lines() == {"x.kept"}


def test_closing_a_server_side_cursor_that_is_gone_is_no_error():
    with public_room(), atomic():
        rows = PublicEntry.objects.values_list("verb", flat=True).iterator(chunk_size=1)
        write_together(line("x.one"))
        with pytest.raises(KeyError):
            in_a_transaction(write("x.two"), lambda: next(rows), fail)()
        rows.close()
        assert lines() == {"x.one"}
