from __future__ import annotations

from django.db import connection, transaction

from tenants.models import Tenant
from tenants.rooms import Room, as_owner, public_room
from tenants.workflows.migrate import migrate_workspace


def build_schema(tenant: Tenant) -> None:
    """Make the tenant's role and schema, at the head. A repeat goes on where it ended."""
    with as_owner():
        _make_room(tenant.room)
        migrate_workspace(tenant)


def _make_room(room: Room) -> None:
    with public_room(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [room.schema])
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [room.role])
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE ROLE "{room.role}" NOLOGIN')
        for statement in _ROOM:
            cursor.execute(statement.format(schema=room.schema, role=room.role, app=_app_login()))


# Default privileges hold for what the owner's login makes, and only that may build here.
_ROOM = (
    'GRANT "{role}" TO "{app}"',
    'CREATE SCHEMA IF NOT EXISTS "{schema}"',
    'GRANT USAGE ON SCHEMA "{schema}" TO "{role}"',
    'ALTER DEFAULT PRIVILEGES IN SCHEMA "{schema}" '
    'GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{role}"',
    'ALTER DEFAULT PRIVILEGES IN SCHEMA "{schema}" GRANT USAGE, SELECT ON SEQUENCES TO "{role}"',
)


def _app_login() -> str:
    login: str = connection.settings_dict["USER"]
    return login
