"""The room: what the doors and the database refuse, whatever our code gets wrong."""

from __future__ import annotations

import contextlib
import io
import threading
import uuid

import pytest
from django.db import connection, transaction
from django.db.utils import DataError, IntegrityError, InternalError, ProgrammingError
from django_tenants.utils import schema_context, tenant_context

from tenants.models import Tenant
from tenants.rooms import (
    NoRoom,
    Room,
    RoomError,
    WrongRoom,
    as_owner,
    current_room,
    in_room,
    public_room,
    workspace_of,
)
from tests.isolation.marks import names
from users.models import User
from workspace.logbook.models import Entry
from workspace.members.models import Member

pytestmark = pytest.mark.django_db


# --- without a room, and with the wrong one -----------------------------------------------------


def test_without_a_room_nothing_is_sent(acme):
    with pytest.raises(NoRoom):
        Member.objects.count()


def test_a_raw_cursor_without_a_room_has_no_rights(acme):
    connection.ensure_connection()
    with connection.connection.cursor() as raw, pytest.raises(Exception, match="does not exist"):
        raw.execute("SELECT * FROM members_member")


def test_a_raw_cursor_cannot_name_a_schema_either(acme):
    connection.ensure_connection()
    with connection.connection.cursor() as raw, pytest.raises(Exception, match="permission denied"):
        raw.execute(f'SELECT * FROM "{acme.schema_name}".members_member')


def test_a_workspace_does_not_see_the_public_room(in_acme):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute("SELECT * FROM public.users_user")


def test_a_public_table_is_not_even_known_in_a_workspace(in_acme):
    with pytest.raises(ProgrammingError, match="does not exist"):
        User.objects.count()


def test_the_public_room_does_not_see_a_workspace(acme):
    with public_room(), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute(f'SELECT * FROM "{acme.schema_name}".members_member')


@pytest.mark.parametrize("verb", ["SELECT * FROM", "DELETE FROM", "TRUNCATE", "DROP TABLE"])
def test_raw_sql_with_another_schema_name_is_denied(in_acme, globex, verb):
    with connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            cursor.execute(f'{verb} "{globex.schema_name}".members_member')


def test_another_search_path_finds_nothing(in_acme, globex):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="does not exist"):
        cursor.execute(f'SET LOCAL search_path="{globex.schema_name}";SELECT * FROM members_member')


@pytest.mark.parametrize("statement", ["RESET ROLE", "SET ROLE NONE"])
def test_the_login_itself_has_no_rights(in_acme, statement):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match=r"denied|not exist"):
        cursor.execute(f"{statement};SELECT * FROM members_member")


def test_the_known_limit_injected_sql_could_take_another_role(marked):
    """Written down in decision 0002: parameters stop injection; sealed mode is the second wall."""
    acme, globex = marked
    with workspace_of(acme), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{globex.room.role}"')
        cursor.execute(f'SELECT name FROM "{globex.schema_name}".members_member')
        assert ("globex",) in cursor.fetchall()
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE members_member (id int)",
        "DROP TABLE members_member CASCADE",
        "ALTER TABLE members_member ADD COLUMN x int",
        "TRUNCATE members_member CASCADE",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
    ],
)
def test_a_workspace_may_not_build(in_acme, statement):
    with connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            cursor.execute(statement)


# --- doors: nested, left by an exception, in other threads --------------------------------------


def test_a_workspace_cannot_be_entered_from_another(acme, globex):
    with workspace_of(acme), public_room(), pytest.raises(WrongRoom), workspace_of(globex):
        pass


def test_public_may_be_visited_from_a_workspace_and_back(marked):
    acme, _ = marked
    with workspace_of(acme), transaction.atomic():
        assert names() == {"acme"}
        with public_room():
            assert User.objects.filter(email="alice@acme.example").exists()
        assert names() == {"acme"}
        with public_room(), workspace_of(acme):
            assert names() == {"acme"}


def test_one_transaction_belongs_to_one_workspace(marked):
    acme, globex = marked
    with transaction.atomic():
        with workspace_of(acme):
            assert names() == {"acme"}
        with workspace_of(globex), pytest.raises(WrongRoom):
            names()


def test_an_exception_in_the_middle_leaves_no_room_behind(marked):
    acme, globex = marked
    with contextlib.suppress(ZeroDivisionError), workspace_of(acme), public_room():
        raise ZeroDivisionError
    assert current_room() is None
    with workspace_of(globex):
        assert names() == {"globex"}


def test_a_failed_statement_does_not_carry_its_room_on(marked):
    acme, globex = marked
    with workspace_of(acme), pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(membership_id=Member.objects.get().membership_id, name="twice")
    with workspace_of(globex):
        assert names() == {"globex"}


def test_a_rolled_back_savepoint_takes_its_room_with_it(marked):
    acme, _ = marked
    with workspace_of(acme), transaction.atomic():
        assert names() == {"acme"}
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            with public_room():
                assert User.objects.exists()
            raise ZeroDivisionError
        with public_room():
            assert User.objects.exists()
        assert names() == {"acme"}


def test_a_raw_rollback_to_a_savepoint_is_noticed(marked):
    acme, _ = marked
    with workspace_of(acme), transaction.atomic(), connection.cursor() as cursor:
        assert names() == {"acme"}
        cursor.execute("SAVEPOINT here")
        with public_room():
            assert User.objects.exists()
        cursor.execute("ROLLBACK TO SAVEPOINT here")
        with public_room():
            assert User.objects.exists()
        assert names() == {"acme"}


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_begins_with_a_savepoint_forgets_the_one_before(marked):
    acme, globex = marked
    with public_room(), transaction.atomic():
        assert User.objects.exists()
    for tenant in (acme, globex):
        with workspace_of(tenant), transaction.atomic(), transaction.atomic():
            assert names() == {tenant.slug}


@pytest.mark.django_db(transaction=True)
def test_a_public_transaction_after_a_workspaces_is_committed_in_public(marked):
    acme, _ = marked
    with workspace_of(acme), transaction.atomic():
        assert names() == {"acme"}
    with public_room(), transaction.atomic():
        assert User.objects.exists()
        assert connection._pin is None


def test_a_thread_begins_without_a_room(in_acme):
    seen = []
    thread = threading.Thread(target=lambda: seen.append(current_room()))
    thread.start()
    thread.join()
    assert seen == [None]


@pytest.mark.django_db(transaction=True)
def test_threads_that_take_turns_never_see_each_other(marked):
    acme, globex = marked
    barrier = threading.Barrier(2, timeout=10)
    seen: dict[str, set[str]] = {"acme": set(), "globex": set()}

    def work(tenant: Tenant) -> None:
        try:
            for _ in range(20):
                with workspace_of(tenant):
                    barrier.wait()
                    seen[tenant.slug] |= names()
                    barrier.wait()
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(tenant,)) for tenant in (acme, globex)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {"acme": {"acme"}, "globex": {"globex"}}


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_used_again_stands_nowhere(marked):
    acme, globex = marked
    with workspace_of(acme):
        assert names() == {"acme"}
    with connection.connection.cursor() as raw:
        raw.execute("SELECT current_setting('search_path'), current_user")
        assert raw.fetchone() == ('""', connection.settings_dict["USER"])
    with workspace_of(globex):
        assert names() == {"globex"}


def test_a_door_that_the_state_forbids_stays_shut(acme):
    acme.state = Tenant.State.ERASING
    with pytest.raises(WrongRoom), workspace_of(acme):
        pass


def test_a_missing_role_is_an_error_and_not_another_room():
    class Gone:
        room = Room("workspace", "t_gone", "t_gone")
        can_be_entered = True

    with workspace_of(Gone()), pytest.raises(DataError, match="does not exist"):
        Member.objects.count()


@pytest.mark.parametrize("name", ['t"; DROP SCHEMA public', "T_UPPER", "", "a" * 64, "t_ä"])
def test_a_room_has_a_plain_name(name):
    with pytest.raises(RoomError):
        Room("workspace", name, name)


# --- what is carried out of its room ------------------------------------------------------------


def test_a_queryset_is_good_in_its_own_room_only(marked):
    acme, globex = marked
    with workspace_of(acme):
        lazy = Member.objects.filter(name__in=["acme", "globex"])
    with workspace_of(globex):
        for way in (list, len, bool, lambda q: q[0], lambda q: q.count(), lambda q: q.first()):
            with pytest.raises(WrongRoom):
                way(lazy)
        for way in (
            lambda q: q.exists(),
            lambda q: q.update(name="taken"),
            lambda q: q.delete(),
            lambda q: list(q.iterator()),
            lambda q: list(q.values("name")),
            lambda q: q.get(name="globex"),
        ):
            with pytest.raises(WrongRoom):
                way(lazy.all())


def test_a_queryset_that_was_read_does_not_show_its_rows_elsewhere(marked):
    acme, globex = marked
    with workspace_of(acme):
        read = Member.objects.all()
        assert len(read) > 0
    with workspace_of(globex), pytest.raises(WrongRoom):
        list(read)


def test_a_row_cannot_be_saved_reloaded_or_deleted_elsewhere(marked):
    acme, globex = marked
    with workspace_of(acme):
        row = Member.objects.get(name="acme")
    with workspace_of(globex):
        for way in (row.save, row.delete, row.refresh_from_db):
            with pytest.raises(WrongRoom):
                way()
        with pytest.raises(WrongRoom):
            Member.objects.bulk_create([row])
        with pytest.raises(WrongRoom):
            Member.objects.bulk_update([row], ["name"])
        assert names() == {"globex"}


def test_what_a_row_refers_to_is_looked_up_in_its_own_room_only(marked):
    acme, globex = marked
    with workspace_of(acme):
        entry = Entry.objects.write("seen", Member.objects.get(name="acme"), by=None)
        entry.member_id = Member.objects.get(name="acme").pk
    with workspace_of(globex), pytest.raises(WrongRoom):
        entry.member  # noqa: B018 - reading it is the test


def test_a_module_level_queryset_takes_each_room_anew(marked):
    acme, globex = marked
    outside = Member.objects.filter(name__in=["acme", "globex"])
    for tenant in (acme, globex):
        with workspace_of(tenant):
            assert [m.name for m in outside.all()] == [tenant.slug]


def test_a_server_side_cursor_stops_at_the_door(marked):
    acme, _ = marked
    with workspace_of(acme), transaction.atomic():
        rows = Member.objects.values_list("name", flat=True).iterator(chunk_size=1)
        next(rows)
    with pytest.raises(WrongRoom):
        list(rows)


def test_a_stream_opens_the_door_around_each_step_only(marked):
    acme, globex = marked

    def chunks():
        for _ in range(3):
            yield names()

    stream = in_room(acme, chunks())
    assert next(stream) == {"acme"}
    assert current_room() is None
    with workspace_of(globex):
        assert names() == {"globex"}
    assert list(stream) == [{"acme"}, {"acme"}]


# --- statements of every kind -------------------------------------------------------------------


def test_executemany_counts_what_it_did(in_acme):
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO members_member (id, membership_id, name, email) VALUES (%s, %s, 'n', 'e')",
            [(uuid.uuid4(), uuid.uuid4()) for _ in range(3)],
        )
        assert cursor.rowcount == 3


def in_many(tenant):
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE members_member SET email = %s", [("many",), ("more",)])


def in_a_copy(tenant):
    with connection.cursor() as cursor:
        copied = io.StringIO()
        cursor.copy_expert("COPY members_member (name) TO STDOUT", copied)
        assert tenant.slug in copied.getvalue().split()


def in_a_server_side_cursor(tenant):
    rows = Member.objects.values_list("name", flat=True).iterator(chunk_size=1)
    assert tenant.slug in set(rows)


def in_bytes(tenant):
    with connection.cursor() as cursor:
        cursor.execute(b"SELECT name FROM members_member")
        assert (tenant.slug,) in cursor.fetchall()


@pytest.mark.parametrize("way", [in_many, in_a_copy, in_a_server_side_cursor, in_bytes])
def test_the_room_goes_with_the_first_statement_whatever_its_kind(marked, way):
    """The transaction stood in the public room before, and stands there again in between."""
    with transaction.atomic():
        for _ in range(2):
            with public_room():
                assert User.objects.exists()
            with workspace_of(marked[0]):
                way(marked[0])


@pytest.mark.django_db(transaction=True)
def test_a_room_that_may_only_be_looked_at_stays_so_after_a_savepoint(marked):
    acme, _ = marked
    acme.state = Tenant.State.SUSPENDED
    acme.__dict__.pop("room", None)
    with workspace_of(acme), transaction.atomic():
        with transaction.atomic():  # as it is released, the database forgets `read only`
            assert names() == {"acme"}
        with pytest.raises(InternalError, match="read-only"):
            Member.objects.update(email="changed")


def test_a_percent_sign_and_a_semicolon_pass_unharmed(in_acme):
    with connection.cursor() as cursor:
        cursor.execute("SELECT '100%'")
        assert cursor.fetchone() == ("100%",)
        cursor.execute("SELECT '100%%', %s", ["x;y'--%s"])
        assert cursor.fetchone() == ("100%", "x;y'--%s")


def test_the_query_log_shows_the_callers_statement(in_acme, django_assert_num_queries):
    with django_assert_num_queries(1) as log:
        Member.objects.count()
    assert log[0]["sql"].startswith('SELECT COUNT(*) AS "__count" FROM "members_member"')


@pytest.mark.parametrize("way", ["copy_to", "copy_from"])
def test_what_cannot_carry_a_room_is_refused(in_acme, way):
    with connection.cursor() as cursor, pytest.raises(RoomError):
        getattr(cursor, way)(None, "members_member")


def test_django_tenants_own_switches_raise(acme):
    with pytest.raises(RoomError):
        connection.set_tenant(acme)
    with pytest.raises(RoomError), schema_context(acme.schema_name):
        pass
    with pytest.raises(RoomError), tenant_context(acme):
        pass
    with pytest.raises(RoomError), acme:
        pass


# --- at COMMIT ----------------------------------------------------------------------------------

# Without a path of its own, on purpose: COMMIT must find the table in the workspace.
TRIGGER = """
CREATE FUNCTION mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE members_member SET email = current_schema() WHERE id = NEW.id;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER mark AFTER INSERT ON members_member
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION mark();
"""


@pytest.mark.django_db(transaction=True)
def test_a_trigger_at_commit_runs_in_the_workspace_though_public_was_last(acme):
    with as_owner(), workspace_of(acme), connection.cursor() as cursor:
        cursor.execute(TRIGGER)
    with workspace_of(acme):
        with transaction.atomic():
            row = Member.objects.create(membership_id=uuid.uuid4(), name="t", email="t@x.example")
            with public_room():
                assert User.objects.exists()
        row.refresh_from_db()
        assert row.email == acme.schema_name


# --- the builder's door -------------------------------------------------------------------------


def test_the_owners_door_is_refused_inside_a_transaction(db):
    with pytest.raises(RoomError), transaction.atomic(), as_owner():
        pass


@pytest.mark.django_db(transaction=True)
def test_a_process_without_the_owners_credentials_has_no_such_door(settings):
    settings.DATABASE_OWNER = ""
    with pytest.raises(RoomError), as_owner():
        pass
