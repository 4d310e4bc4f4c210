"""A schema that was replayed from the script is, in everything, what the migrations make."""

import logging

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tenants.fingerprint import contents_of, differences, digest_of, fingerprint_of, fingerprints_of
from tenants.models import Schema, Script
from tenants.models.script import TOKEN
from tenants.models.tenant import new_schema_name
from tenants.rooms import as_owner, public_room, workspace_of
from tenants.workflows.schemas.build import build
from tenants.workflows.schemas.by_migrations import build_by_migrations, make_empty
from tenants.workflows.schemas.dump import Undumpable
from tenants.workflows.schemas.script import replay, script_of, without_its_name
from tests.tenants.awkward import ALTERATIONS, awkward_schema, do_in, empty_schema

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner(transactional_db):
    with as_owner(), public_room():
        yield


def replayed(original):
    copy = empty_schema()
    replay(script_of(original), copy)
    return copy


def test_a_replay_equals_what_the_migrations_made(owner):
    migrated, copy = empty_schema(), empty_schema()

    build_by_migrations(migrated)
    build([copy])

    one, other = fingerprint_of(migrated.name), fingerprint_of(copy.name)
    assert differences(one, other) == []
    assert digest_of(one) == digest_of(other)
    assert {kind: len(things) for kind, things in one.items() if things}.keys() >= {
        *("relation", "column", "constraint", "index", "trigger", "function", "default rights")
    }


def test_a_replay_of_every_awkward_feature_is_equal(owner):
    original = awkward_schema()

    copy = replayed(original)

    one = fingerprint_of(original.name)
    assert differences(one, fingerprint_of(copy.name)) == []
    assert differences(contents_of(original.name), contents_of(copy.name)) == []
    assert [kind for kind, things in one.items() if not things] == ["other"]


def test_what_was_replayed_works_in_itself(owner):
    """Sequences go on, and triggers write where they stand, not where they come from."""
    original = awkward_schema()
    copy, before = replayed(original), contents_of(original.name)

    with workspace_of(copy), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO parent (name, net) VALUES ('b', 20) RETURNING id, number")
        told = cursor.fetchone()
        cursor.execute("SELECT what FROM events WHERE what LIKE 'parent %'")
        noted = cursor.fetchall()

    assert told == (13, 130)  # the cache of the sequence is three numbers long
    assert noted == [(f"parent in {copy.name}",)]
    assert contents_of(original.name) == before


def test_each_difference_is_found_and_named(owner):
    original = awkward_schema()
    copy, missed = replayed(original), []
    before = fingerprint_of(original.name)

    for alteration, words in ALTERATIONS.items():
        with transaction.atomic():
            do_in(copy, alteration)
            found = differences(before, fingerprint_of(copy.name))
            transaction.set_rollback(True)
        if not any(difference.startswith(words) for difference in found):
            missed.append((alteration, words, found))

    assert missed == []


def test_each_of_many_has_the_fingerprint_that_it_has_alone(owner):
    """Also one that speaks of another: its name is no more neutral there than a stranger's."""
    one, other = awkward_schema(), empty_schema()
    make_empty(other.name)
    do_in(other, f"CREATE VIEW looks_over AS SELECT name FROM {one.name}.parent")

    together = dict(fingerprints_of([other.name, one.name]))

    assert list(together) == [other.name, one.name]
    assert together == {each.name: fingerprint_of(each.name) for each in (other, one)}
    assert one.name in together[other.name]["relation"]["looks_over"]["query"]
    assert one.name not in str(together[one.name])


def test_fifty_schemas_are_asked_for_at_once(owner, django_assert_num_queries):
    names = [new_schema_name() for _ in range(51)]
    with connection.cursor() as cursor:
        cursor.execute(";".join(f"CREATE SCHEMA {name}" for name in names))
    with CaptureQueriesContext(connection) as of_one:
        fingerprint_of(names[0])

    with django_assert_num_queries(2 * len(of_one)):
        found = list(fingerprints_of(names))

    assert [name for name, _ in found] == names
    assert len({digest_of(fingerprint) for _, fingerprint in found}) == 1


def test_rows_and_sequences_that_differ_are_found(owner):
    original = awkward_schema()
    copy = replayed(original)
    do_in(copy, "UPDATE child SET number = 1; SELECT setval('shared', 5)")

    found = differences(contents_of(original.name), contents_of(copy.name))

    assert [line.partition(" is")[0] for line in found] == [
        "contents of child: digest",
        "contents of shared: last_value",
    ]


@pytest.mark.parametrize("dump", [TOKEN, "t_abcdefghijklmnopqrst ABCDEFGHIJKL"])
def test_a_name_that_stands_where_it_cannot_be_replaced_is_refused(dump):
    with pytest.raises(Undumpable):
        without_its_name(dump, "t_abcdefghijklmnopqrst")


def test_nobody_but_the_owner_reads_or_writes_scripts(transactional_db):
    """The owner executes them: who could write there would be the owner."""
    for statement in (
        "SELECT * FROM tenants_script",
        "UPDATE tenants_script SET text = text",
        "INSERT INTO tenants_script VALUES ('a', 'b', 'c', now())",
        "DELETE FROM tenants_script",
    ):
        with public_room(), pytest.raises(ProgrammingError, match="permission denied"):
            with connection.cursor() as cursor:
                cursor.execute(statement)
    with as_owner(), public_room():
        assert Script.objects.count() == 1


def test_the_runtime_login_cannot_become_the_template(transactional_db):
    """What somebody wrote there would stand in every workspace that is made after it."""
    with public_room():
        template = Schema.objects.get(kind="template")

    with workspace_of(template), pytest.raises(ProgrammingError, match="permission denied"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")


def a_pg_dump(folder, text):
    program = folder / "pg_dump"
    program.write_text(f"#!/bin/sh\n{text}\n")
    program.chmod(0o700)
    return str(folder)


@pytest.fixture
def no_script(transactional_db):
    from tenants.workflows.schemas import script  # its memory is emptied, as in a new process

    script._remembered.clear()
    with as_owner(), public_room():
        Script.objects.all().delete()
    yield
    script._remembered.clear()


def built():
    with as_owner():
        schema = empty_schema()
        build([schema])
        with public_room():
            template = Schema.objects.get(kind="template")
            found = differences(fingerprint_of(template.name), fingerprint_of(schema.name))
            kept = Script.objects.count()
            schema.refresh_from_db()
    return found, kept, schema.head == template.head


@pytest.mark.parametrize("place", ["", "/nowhere"])
def test_without_pg_dump_the_migrations_build_it(no_script, settings, caplog, place):
    settings.DATABASE_PROGRAMS = place

    assert built() == ([], 0, True)
    assert [line.levelno for line in caplog.records] == [logging.WARNING]
    assert "KONTOR_PG_BIN" in caplog.text


def test_a_replay_that_differs_from_the_template_is_not_used(no_script, settings, caplog, tmp_path):
    real = f"{settings.DATABASE_PROGRAMS}/pg_dump"
    edit = "sed '/CREATE TRIGGER logbook/d'"
    settings.DATABASE_PROGRAMS = a_pg_dump(tmp_path, f'"{real}" "$@" | {edit}')

    assert built() == ([], 0, True)
    assert "a replay is not what the migrations made: trigger logbook_entry" in caplog.text


def test_the_password_is_not_among_the_arguments(no_script, settings, caplog, tmp_path):
    said = tmp_path / "said"
    settings.DATABASE_PROGRAMS = a_pg_dump(
        tmp_path, f'echo "$@" > {said}; echo "$PGPASSWORD" >> {said}; echo no way >&2; exit 1'
    )

    assert built() == ([], 0, True)
    arguments, password = said.read_text().splitlines()
    assert password == settings.DATABASE_OWNER_PASSWORD
    assert password not in arguments
    assert "pg_dump: no way" in caplog.text
