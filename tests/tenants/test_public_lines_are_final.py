"""A line of the public logbook is added and never altered; only the owner's login removes it."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from tenants.models import PublicEntry
from tenants.rooms import as_owner, public_room
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_public(db):
    with public_room():
        yield


def line(**given):
    return PublicEntry.objects.create(verb="seen", subject="7", **given)


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tenants_publicentry SET verb = 'other'",
        "UPDATE tenants_publicentry SET user_id = NULL",
        "DELETE FROM tenants_publicentry",
    ],
)
def test_the_database_refuses_to_alter_or_remove_a_line(in_public, alice, statement):
    mine = line(user=alice.user)

    with pytest.raises(IntegrityError, match="final"), transaction.atomic():
        run(statement)

    kept = PublicEntry.objects.get(pk=mine.pk)
    assert (kept.verb, kept.user_id) == ("seen", alice.user.pk)


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE tenants_publicentry",
        "ALTER TABLE tenants_publicentry DISABLE TRIGGER ALL",
        "DROP TRIGGER tenants_line_is_final ON tenants_publicentry",
    ],
)
def test_nor_may_the_runtime_role_take_the_guard_away(in_public, statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        with transaction.atomic():
            run(statement)


def test_a_line_outlives_its_person(in_public):
    gone = User.objects.create_user("gone@acme.example")
    mine, was = line(user=gone), gone.pk

    gone.delete()

    assert PublicEntry.objects.get(pk=mine.pk).user_id == was


@pytest.mark.django_db(transaction=True)
def test_the_owner_removes_the_lines_of_a_tenant_and_rewrites_none(acme, globex):
    with public_room():
        line(tenant=acme)
        line(tenant=globex)

    with as_owner(), public_room():
        with pytest.raises(IntegrityError, match="final"):
            run("UPDATE tenants_publicentry SET verb = 'other'")
        assert PublicEntry.objects.filter(tenant=acme).delete()[0] == 1

    with public_room():
        assert [entry.tenant for entry in PublicEntry.objects.filter(verb="seen")] == [globex]
