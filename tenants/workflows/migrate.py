from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from tenants.models import Tenant
from tenants.rooms import as_owner, public_room, workspace_of
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
            migrate_workspace(tenant, tell=tell)


def migrate_workspace(tenant: Tenant, *, tell: Teller = _silent) -> None:
    """Bring one workspace's schema to the head. Needs the owner's door to be open."""
    with workspace_of(tenant):
        _migrate(workspace=True, tell=tell)
        _lock_away(tenant)


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
