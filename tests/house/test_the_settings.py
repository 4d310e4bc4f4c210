"""What Django itself can check: migrations are made, and a production set-up has no finding."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from tenants import checks
from tenants.rooms import public_room

pytestmark = pytest.mark.django_db


def test_no_migration_is_missing():
    with public_room():
        call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_the_system_checks_have_no_finding():
    call_command("check", deploy=True, fail_level="WARNING", verbosity=0)


def test_the_check_finds_an_app_that_lives_in_both_rooms(settings):
    settings.PUBLIC_APPS = [*settings.PUBLIC_APPS, "workspace.parties"]
    assert [error.id for error in checks.every_app_lives_in_one_room()] == ["rooms.E001"]


def test_the_check_finds_a_relation_that_leaves_its_room(settings):
    settings.WORKSPACE_APPS = [a for a in settings.WORKSPACE_APPS if a != "workspace.members"]
    assert {error.id for error in checks.no_relation_leaves_its_kind_of_room()} == {"rooms.E003"}
