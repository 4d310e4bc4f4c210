"""How schemas come to stand: a row says that it will, then its role, then all of it at once.

Killed anywhere, the next run goes on with the rows that are not at the head.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from tenants.heads import our_head
from tenants.models import Schema, Script
from tenants.rooms import public_room
from tenants.workflows.schemas.alone import alone_with
from tenants.workflows.schemas.by_migrations import build_by_migrations
from tenants.workflows.schemas.roles import make_roles
from tenants.workflows.schemas.script import replay, script_at_our_head


def build(schemas: Sequence[Schema]) -> None:
    """Bring these to our head, whatever stands of them. The owner's door must be open.

    What does not stand yet is a replay of the script, in one transaction with the row's head. What
    stands, whole or in part, is migrated; and so is everything where there is no script.
    """
    with public_room():
        script = script_at_our_head()
        make_roles(schemas)
    for schema in schemas:
        with alone_with(schema.name):
            _bring_to_our_head(schema, script)


def _bring_to_our_head(schema: Schema, script: Script | None) -> None:
    with public_room():
        # As it stands now: another builder may have been here before us.
        if Schema.objects.filter(pk=schema.pk, head=our_head()).exists():
            return
        if script is not None and not _stands(schema.name):
            return replay(script, schema)
    build_by_migrations(schema)


def _stands(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [name])
        return bool(cursor.fetchone() == (True,))
