"""What stands without being known, and what is known without standing.

Rows are written before schemas and go after them, so nothing of this comes about by itself, not
even by a kill. It is looked for all the same: every day, and by `manage.py schemas`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import connection

from tenants.models import Schema, Tenant
from tenants.rooms import as_owner, public_room
from tenants.workflows.schemas.alone import alone_with
from tenants.workflows.schemas.drop_schema import drop_known, drop_role_named
from tenants.workflows.schemas.roles import mark

_STANDING = """
SELECT nspname FROM pg_namespace
WHERE nspname ~ '^t_[a-z2-7]{20}$' AND nspowner = current_user::regrole
"""
_ROLES = "SELECT rolname FROM pg_roles WHERE shobj_description(oid, 'pg_authid') = %s"


DROPPED = "dropped"  # a head that no code has: nobody claims or migrates such a schema


@dataclass
class Found:
    """Names of schemas and roles, by what is wrong with them."""

    unknown: list[str] = field(default_factory=list)  # a schema without a row
    missing: list[str] = field(default_factory=list)  # a row that has a head, and no schema
    unclaimed: list[str] = field(default_factory=list)  # a tenant's schema, and no tenant
    homeless: list[str] = field(default_factory=list)  # a tenant, and no row of its schema
    stuck: list[str] = field(default_factory=list)  # spare, and it could not be migrated
    roles: list[str] = field(default_factory=list)  # a role that this database made, and no schema

    @property
    def is_good(self) -> bool:
        return not any(vars(self).values())


def look() -> Found:
    """What a builder works on at this moment is no fault: its row has no head yet."""
    with as_owner(), public_room():
        rows = {row.name: row for row in Schema.objects.all()}
        standing, roles = _names(_STANDING), _names(_ROLES, mark())
        living = set(Tenant.objects.with_schema().values_list("schema_name", flat=True))
        leaving = set(Tenant.objects.filter(state="erasing").values_list("schema_name", flat=True))
    of_tenants = {name for name, row in rows.items() if row.kind == Schema.Kind.TENANT}
    spares = {name: row for name, row in rows.items() if row.kind == Schema.Kind.SPARE}
    return Found(
        unknown=sorted(standing - rows.keys() - leaving),
        missing=sorted({n for n, row in rows.items() if row.head} - standing - leaving),
        unclaimed=sorted(of_tenants - living - leaving),
        homeless=sorted(living - rows.keys()),
        stuck=sorted(name for name, row in spares.items() if row.failed_at),
        roles=sorted(roles - rows.keys() - standing - leaving),
    )


def drop(found: Found) -> list[str]:
    """Drop what is provably ours and in nobody's use, and answer its names: spare schemas that
    could not be migrated, and roles without a schema. All else is for a person to look at."""
    gone = []
    with as_owner(), public_room():
        for name in found.stuck:
            with alone_with(name):
                stuck = Schema.objects.spare().filter(name=name, failed_at__isnull=False)
                if stuck.update(head=DROPPED):
                    drop_known(name)
                    gone.append(name)
        gone += [role for role in (*gone, *found.roles) if drop_role_named(role)]
    return sorted(set(gone))


def _names(query: str, *given: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, given or None)
        return {name for (name,) in cursor.fetchall()}
