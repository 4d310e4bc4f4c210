"""`manage.py migrate_tenants`: what it answers before it does anything, and what it leaves."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tenants.heads import our_head
from tenants.models import Schema
from tenants.rooms import public_room
from tests.tenants.catalog import catalog_of
from tests.tenants.releases import COLOUR, THINGS, ask, heads, known
from tests.tenants.test_migrate_everybody import CONCURRENTLY, COUNT_ENTRIES, COUNTED

pytestmark = pytest.mark.django_db(transaction=True)


def said(command="migrate_tenants", **options):
    out = StringIO()
    call_command(command, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_check_asks_once_and_is_silent_when_nobody_is_behind(acme, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert said(check=True) == ""


def test_check_tells_how_many_lack_what_and_who_failed(
    releases, acme, globex, django_assert_num_queries
):
    releases.release("0003_things", THINGS)
    with public_room():
        row = Schema.objects.filter(name=globex.schema_name)
        row.update(
            failed_at="2026-01-01T00:00Z", failed_on="logbook.0003_things", failed_with="X 1"
        )
        count = Schema.objects.count()
        Schema.objects.create(name="t_notyet", kind="spare")

    with django_assert_num_queries(1), pytest.raises(CommandError) as behind:
        said(check=True)

    first, lack, failed = str(behind.value).splitlines()
    assert first == f"{count} schemas are behind"
    assert lack.split() == [str(count), "lack", "logbook.0003_things"]
    assert failed.split() == [
        "1",
        *["of", "them", "failed", "on", "logbook.0003_things", "with", "X", "1"],
    ]


def test_the_plan_shows_the_sql_and_leaves_nothing(releases, acme, globex):
    before, written = catalog_of(acme), heads()
    releases.release("0003_things", THINGS)
    releases.release("0004_counted", COUNTED, more=COUNT_ENTRIES)
    releases.release("0005_index", CONCURRENTLY)
    releases.release("0006_colour", COLOUR)

    plan = said(plan=True)

    lines = plan.splitlines()
    assert 'ALTER TABLE "logbook_thing" ADD COLUMN "entries" integer NULL;' in lines
    assert 'CREATE INDEX CONCURRENTLY "entries_by_verb" ON "logbook_entry" ("verb");' in lines
    assert "-- (Python: it runs in each workspace by itself)" in lines
    assert "--   Not in a transaction: what fails half way stays half done." in lines
    assert [line for line in lines if line.startswith("-- logbook.")] == [
        "-- logbook.0003_things",
        "-- logbook.0004_counted",
        "-- logbook.0005_index",
        "-- logbook.0006_colour",
    ]
    assert "OLD CODE STUMBLES. Add field colour to thing: its INSERTs fail" in plan
    assert (catalog_of(acme), heads()) == (before, written)
    with public_room():
        template = Schema.objects.get(kind="template")
    assert f"tried in {template.name} (template)" in plan
    assert ask(template, "SELECT to_regclass('logbook_thing')") == [(None,)]


def test_only_one_workspace_follows_if_asked(releases, acme, globex):
    releases.release("0003_things", THINGS)

    said(only=["globex"])

    assert (known(globex).head == our_head(), known(acme).head == our_head()) == (True, False)


def test_nobody_of_that_name_is_a_mistake(acme):
    with pytest.raises(CommandError, match="no workspace acmee"):
        said(only=["acme", "acmee"])


def test_migrate_brings_the_workspaces_along(releases, acme, globex):
    releases.release("0003_things", THINGS)

    said("migrate")

    assert set(heads()) == {our_head()}


def test_a_failure_is_told_with_the_exit_status(releases, acme, globex):
    releases.release("0003_wrong", 'operations = [RunSQL("SELECT 1 / 0")]')

    with pytest.raises(CommandError, match="0 migrated, 1 failed, 2 did not have their turn"):
        said()


def test_verify_names_who_is_not_where_it_is_said_to_be(acme, globex):
    assert said(verify=True) == ""
    ask(acme, "DELETE FROM django_migrations WHERE name = '0002_lines_are_only_added'")
    ask(globex, "ALTER TABLE logbook_entry DROP COLUMN verb CASCADE")

    lines = StringIO()
    with pytest.raises(CommandError, match="2 schemas"):
        call_command("migrate_tenants", verify=True, stdout=lines)

    moved, odd = lines.getvalue().splitlines()
    assert moved.startswith(f"{acme.schema_name}: written down ")
    assert odd.startswith(f"{globex.schema_name}: unlike others at its head: ")
