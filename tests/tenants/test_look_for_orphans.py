"""What stands without being known is found and told, and dropped only where that is safe."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models.functions import Now

from tenants.models import Schema, Tenant
from tenants.models.tenant import new_schema_name
from tenants.rooms import as_owner, public_room
from tenants.tasks import look_for_orphans
from tenants.workflows.schemas import sweep
from tenants.workflows.schemas.drop_schema import drop_known
from tenants.workflows.schemas.roles import mark
from tenants.workflows.schemas.spares import fill
from tests.jobs_run import run_jobs

pytestmark = pytest.mark.django_db(transaction=True)


def told(*options):
    """What the command says of what is wrong, and its status."""
    out = StringIO()
    try:
        call_command("schemas", *options, stdout=out)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


def do(statement, *values):
    with as_owner(), public_room(), connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def stands(name):
    with public_room(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_regnamespace(%s) IS NOT NULL, to_regrole(%s) IS NOT NULL", [name] * 2
        )
        return cursor.fetchone()


@pytest.fixture
def spare(settings):
    settings.SPARE_SCHEMAS_LEAST = settings.SPARE_SCHEMAS_MOST = 1
    fill()
    settings.SPARE_SCHEMAS_LEAST = settings.SPARE_SCHEMAS_MOST = 0
    with public_room():
        return Schema.objects.spare().get()


def test_where_all_is_well_it_counts_them(spare):
    text, status = told()

    assert status == 0
    assert [line.split() for line in text.splitlines()] == [
        ["1", "spare", "at", "our", "head"],
        ["1", "template", "at", "our", "head"],
        ["2", "tenant", "at", "our", "head"],
    ]


def test_one_that_waits_to_be_built_is_no_orphan(provider):
    provider.onboard()

    assert told()[1] == 0


@pytest.mark.parametrize(
    ("orphan", "words"),
    [
        ("unknown", "1 schemas that no row tells of: "),
        ("missing", "1 rows whose schema does not stand: "),
        ("unclaimed", "1 schemas of tenants that are not there: "),
        ("homeless", "1 tenants whose schema no row tells of: "),
        ("stuck", "1 spare schemas that could not be migrated: "),
        ("roles", "1 roles without a schema: "),
    ],
)
def test_each_kind_is_named_and_the_status_says_so(spare, orphan, words):
    name = spare.name
    with public_room():
        if orphan == "unknown":
            Schema.objects.filter(name=name).delete()
        elif orphan == "missing":
            do(f'DROP SCHEMA "{name}" CASCADE')
        elif orphan == "unclaimed":
            Schema.objects.filter(name=name).update(kind="tenant")
        elif orphan == "homeless":
            name = Tenant.objects.get(slug="acme").schema_name
            Schema.objects.filter(name=name).delete()
        elif orphan == "stuck":
            Schema.objects.filter(name=name).update(failed_at=Now())
        elif orphan == "roles":
            name = a_role()

    text, status = told()

    assert status == 1
    assert f"{words}{name}" in text


def a_role():
    name = new_schema_name()
    do(f'CREATE ROLE "{name}" NOLOGIN')
    with public_room():
        do(f'COMMENT ON ROLE "{name}" IS %s', mark())
    return name


def test_what_is_stuck_and_roles_without_a_schema_are_dropped_when_asked(spare):
    role = a_role()
    with public_room():
        Schema.objects.filter(name=spare.name).update(failed_at=Now())

    text, status = told("--drop")

    assert status == 0
    assert {f"dropped {spare.name}", f"dropped {role}"} <= set(text.splitlines())
    assert (stands(spare.name), stands(role)) == ((False, False), (False, False))
    with public_room():
        assert not Schema.objects.spare().exists()


def test_nobody_claims_what_is_being_dropped(spare, monkeypatch):
    """Code of the release before would, at the head that it had."""
    with public_room():
        Schema.objects.filter(name=spare.name).update(failed_at=Now())
    claimed = []

    def drop_slowly(name):
        claimed.append(Schema.objects.take(spare.head, least=0).name)
        return drop_known(name)

    monkeypatch.setattr(sweep, "drop_known", drop_slowly)

    assert told("--drop")[1] == 0
    assert claimed == [None]


def test_a_schema_that_nobody_knows_is_left_for_a_person_to_look_at(spare):
    with public_room():
        Schema.objects.filter(name=spare.name).delete()

    assert told("--drop")[1] == 1
    assert stands(spare.name) == (True, True)


def test_it_is_looked_for_every_day_and_told_in_the_log(spare, caplog):
    with public_room():
        look_for_orphans.enqueue()
        run_jobs("build")
        assert "unknown" not in caplog.text
        Schema.objects.filter(name=spare.name).delete()
        look_for_orphans.enqueue()

    run_jobs("build")

    assert f"unknown=['{spare.name}']" in caplog.text
    assert [line.levelname for line in caplog.records if line.name == "tenants.tasks"] == ["ERROR"]
