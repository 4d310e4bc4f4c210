"""What a tenant left in the public room."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from psycopg2 import sql

from tenants import life
from tenants.leaving import rows_of
from tenants.models import Erasure, Membership, Tenant
from users.models import Session, Staff, User


@transaction.atomic
def remove_rows(case: Erasure) -> dict[str, Any]:
    """Every row that is declared to go with a tenant or with its people (see `tenants.leaving`),
    and what the tenant's own row said of the business: all at once."""
    tenant = Tenant.objects.held(case.tenant_id)
    people = left_alone(tenant)
    _sign_out_next_door(tenant)
    life.erasing.happens_to(life.Leaving(tenant_id=tenant.id, people=tuple(people)))
    gone: Counter[str] = Counter()
    for _, rows in rows_of(tenant_id=tenant.id, people=people):
        gone.update(rows.delete()[1])
    tenant.empty()
    return {"rows": dict(gone)}


def _sign_out_next_door(tenant: Tenant) -> None:
    """Sessions of its people in other workspaces know its name, for the way there: they end."""
    Session.objects.filter(user__memberships__tenant=tenant, tenant__isnull=False).delete()


@transaction.atomic
def left_alone(tenant: Tenant) -> list[UUID]:
    """Who has a key to this tenant and to no other one, and does not work for the provider. Of two erasures at once the second waits
    here for the first, so that nobody stays because of a key that goes as well."""
    members = Membership.objects.filter(tenant=tenant).values("user")
    here = User.objects.filter(pk__in=members).order_by("pk").select_for_update(no_key=False)
    elsewhere = Membership.objects.exclude(tenant=tenant).filter(user__in=list(here))
    busy = set(elsewhere.values_list("user_id", flat=True))
    busy |= set(Staff.objects.filter(person__in=list(here)).values_list("pk", flat=True))
    return [user.pk for user in here if user.pk not in busy]


def forget_samples(case: Erasure) -> dict[str, Any]:
    """PostgreSQL keeps samples of values to plan by: take new ones of the tables that lost rows."""
    tables = [model._meta.db_table for model, _ in rows_of(tenant_id=case.tenant_id, people=[])]
    for table in dict.fromkeys([Tenant._meta.db_table, User._meta.db_table, *tables]):
        _sample(table)
    return {}


def _sample(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))
        if cursor.connection.server_version >= 180000:  # an empty table would keep its old samples
            cursor.execute(_CLEAR, [table, table])


_CLEAR = """
SELECT pg_clear_attribute_stats('public', tablename, attname, false)
FROM pg_stats WHERE schemaname = 'public' AND tablename = %s
AND NOT EXISTS (SELECT 1 FROM pg_class WHERE oid = ('public.' || quote_ident(%s))::regclass
                AND reltuples > 0)
"""
