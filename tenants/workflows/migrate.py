from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from tenants.models import Tenant
from tenants.rooms import RoomError, as_owner, public_room, workspace_of
from tenants.router import is_workspace_app

Teller = Callable[[str], None]


def _silent(line: str) -> None:
    pass


def migrate_everything(*, tell: Teller = _silent, workspaces: bool = True) -> None:
    """Bring the public room and every workspace to the head of its own apps.

    Each room records its own apps' migrations only, so that a release of a public app leaves the
    workspaces alone. Safe to repeat from any point.
    """
    with as_owner():
        with public_room():
            _migrate(workspace=False, tell=tell)
            tenants = list(Tenant.objects.with_schema()) if workspaces else []
        for tenant in tenants:
            migrate_what_stands(tenant, tell=tell)


def migrate_what_stands(tenant: Tenant, *, tell: Teller = _silent) -> None:
    """Nobody builds or drops its schema meanwhile. What has no schema, not yet or no longer, is
    left alone: who builds it brings it to the head."""
    lock = [tenant.room.schema]  # the one of provision.wait_for_other_builders
    with public_room(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", lock)
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", lock)
        stands = cursor.fetchone() == (True,)
        stays = Tenant.objects.with_schema().filter(pk=tenant.pk).exists()
    if stands and stays:
        migrate_workspace(tenant, tell=tell)
    with public_room(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", lock)


def migrate_workspace(tenant: Tenant, *, tell: Teller = _silent) -> None:
    """Bring one workspace's schema to the head. Needs the owner's door to be open."""
    with workspace_of(tenant):
        _refuse_without_schema(tenant)
        _migrate(workspace=True, tell=tell)
        _lock_away(tenant)


def _refuse_without_schema(tenant: Tenant) -> None:
    """Else PostgreSQL would make the tables in the next schema of the path, for all to see."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        if cursor.fetchone() != (tenant.room.schema,):
            raise RoomError("a workspace without a schema cannot be migrated")


class _Executor(MigrationExecutor):
    """Records a migration in the very transaction that applies it.

    Django records it afterwards when constraints were deferred: a kill in between would leave
    tables behind that the next run cannot make again.
    """

    def apply_migration(self, state: Any, migration: Any, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic() if migration.atomic else nullcontext():
            return super().apply_migration(state, migration, *args, **kwargs)


def _migrate(*, workspace: bool, tell: Teller) -> None:
    executor = _Executor(
        connection, lambda action, migration=None, fake=False: _progress(action, migration, tell)
    )
    targets = [
        key
        for key in executor.loader.graph.leaf_nodes()
        if _is_installed(key[0]) and is_workspace_app(key[0]) == workspace
    ]
    # No post_migrate signal: content types and permissions are not used, and would name
    # workspace tables in the public room.
    executor.migrate(targets)


def _is_installed(app_label: str) -> bool:
    return any(app.label == app_label for app in apps.get_app_configs())


def _progress(action: str, migration: object, tell: Teller) -> None:
    if action == "apply_start":
        tell(f"  {migration}")


def _lock_away(tenant: Tenant) -> None:
    """The default privileges gave the tenant its record of migrations too: only to read."""
    role = connection.ops.quote_name(tenant.room.role)
    with connection.cursor() as cursor:
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}")
