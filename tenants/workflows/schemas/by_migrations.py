"""The long way to a schema, by which all others are measured: the real migrations."""

from __future__ import annotations

from django.db import connection, transaction

from tenants.heads import is_known
from tenants.models import Schema
from tenants.rooms import public_room
from tenants.workflows.migrate import migrate_workspace


def build_by_migrations(schema: Schema) -> None:
    """Leave it at our head. As the owner, alone with it, its role made; goes on where it ended.

    What newer code has migrated is left as it is.
    """
    if is_known(schema.head):
        with public_room():
            make_empty(schema.name)
        migrate_workspace(schema)
        with public_room():
            schema.refresh_from_db()


@transaction.atomic
def make_empty(name: str) -> None:
    """A schema without tables, in which its role may do what a workspace may."""
    with connection.cursor() as cursor:
        for statement in _EMPTY:
            cursor.execute(statement.format(name))


# Default privileges hold for what the owner's login makes, and only that may build here.
_EMPTY = (
    'CREATE SCHEMA IF NOT EXISTS "{0}"',
    'GRANT USAGE ON SCHEMA "{0}" TO "{0}"',
    'ALTER DEFAULT PRIVILEGES IN SCHEMA "{0}" '
    'GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{0}"',
    'ALTER DEFAULT PRIVILEGES IN SCHEMA "{0}" GRANT USAGE, SELECT ON SEQUENCES TO "{0}"',
)
