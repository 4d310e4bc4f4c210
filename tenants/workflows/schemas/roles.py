"""The roles of rooms. They belong to the whole server, and nobody signs in as one of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

from tenants.models import Schema

_MISSING = """
SELECT name FROM unnest(%s::text[]) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
"""
_NOT_GIVEN = """
SELECT name FROM unnest(%s::text[]) AS name
WHERE NOT EXISTS (
    SELECT FROM pg_auth_members
    WHERE roleid = quote_ident(name)::regrole AND member = quote_ident(%s)::regrole)
"""


@transaction.atomic
def make_roles(schemas: Iterable[Schema]) -> None:
    """Leave each schema's role, and the runtime login free to become it. As the owner, in public.

    Many at once: after a role was given to a login, the next SET ROLE of each of its connections
    is slow. Nothing of ours runs as the template's role: what is written in the template would
    come into every workspace that is made after it. A repeat changes nothing.
    """
    known = list(schemas)
    ours = [schema.room.role for schema in known]  # RoomError where a name could say more
    entered = [schema.name for schema in known if schema.kind != Schema.Kind.TEMPLATE]
    app = connection.settings_dict["USER"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('roles of rooms'))")
        ours_alone = mark()
        cursor.execute(_MISSING, [ours])
        for (name,) in cursor.fetchall():
            cursor.execute(f'CREATE ROLE "{name}" NOLOGIN')
            cursor.execute(f'COMMENT ON ROLE "{name}" IS %s', [ours_alone])
        cursor.execute(_NOT_GIVEN, [entered, app])
        if given := ", ".join(f'"{name}"' for (name,) in cursor.fetchall()):
            cursor.execute(f'GRANT {given} TO "{app}"')


def mark() -> str:
    """Roles belong to the whole server, where other databases may have theirs: this one is ours.

    By the database's id, which a copy or a restored one does not share, unlike its name.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        return f"a room of database {cursor.fetchone()[0]}"
