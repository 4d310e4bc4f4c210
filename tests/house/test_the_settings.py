"""What Django itself can check: migrations are made, and a production set-up has no finding."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.test.utils import isolate_apps

from tenants import checks
from tenants.awaited import old_code_stumbles
from tenants.rooms import public_room

pytestmark = pytest.mark.django_db


def test_no_migration_is_missing():
    with public_room():
        call_command("makemigrations", "--check", "--dry-run", verbosity=0)


# Published before `migrate_tenants --plan` told of it: the last of each app.
BEFORE = {
    "billing": "0001_initial",
    "catalogue": "0002_item_tax_code",
    "sales": "0005_line_tax_code",
    "tenants": "0010_owners_and_departures",
    "users": "0010_sessions_seen",
}


def test_processes_of_the_release_before_still_insert():
    """Between `migrate` and the restart: what they do not write has a default in the database."""
    ours = [
        (node, migration)
        for node, migration in MigrationLoader(None).disk_migrations.items()
        if not migration.__module__.startswith(("django.", "allauth."))
        and node[1] > BEFORE.get(node[0], "")
    ]
    fails = [f"{node}: {line}" for node, each in ours for line in old_code_stumbles(each)]
    assert [line for line in fails if "INSERTs" in line] == []


def test_the_system_checks_have_no_finding():
    call_command("check", deploy=True, fail_level="WARNING", verbosity=0)


def test_the_check_finds_an_app_that_lives_in_both_rooms(settings):
    settings.PUBLIC_APPS = [*settings.PUBLIC_APPS, "workspace.parties"]
    assert [error.id for error in checks.every_app_lives_in_one_room()] == ["rooms.E001"]


def test_the_check_finds_a_relation_that_leaves_its_room(settings):
    settings.WORKSPACE_APPS = [a for a in settings.WORKSPACE_APPS if a != "workspace.members"]
    assert {error.id for error in checks.no_relation_leaves_its_kind_of_room()} == {"rooms.E003"}


def declare(name, app_label, db_table=None, **fields):
    meta = {"app_label": app_label, **({"db_table": db_table} if db_table else {})}
    return type(
        name, (models.Model,), {**fields, "__module__": __name__, "Meta": type("Meta", (), meta)}
    )


def test_the_check_finds_a_table_name_that_stands_in_both_rooms():
    with isolate_apps("users", "workspace.parties") as isolated:
        declare("Outside", "users", db_table="one_name")
        declare("Inside", "parties", db_table="one_name")
        declare("Alone", "parties")
        found = checks.no_table_name_stands_in_both(isolated.get_app_configs())

    assert [(error.id, error.msg.split()[2]) for error in found] == [("rooms.E002", "one_name")]


def test_the_check_finds_a_table_of_a_workspace_that_counts_its_rows():
    with isolate_apps("users", "workspace.parties") as isolated:
        declare("Outside", "users")
        declare("Counted", "parties")
        declare("Named", "parties", id=models.UUIDField(primary_key=True))
        found = checks.every_workspace_table_has_a_uuid_key(isolated.get_app_configs())

    assert [(error.id, error.msg.split()[0]) for error in found] == [
        ("rooms.E004", "parties.Counted")
    ]
