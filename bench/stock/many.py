"""Many tenants of django-tenants in a short time: one is migrated, the others repeat it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

from django.db import connection

from bench.measuring import databases
from bench.measuring.wishes import next_wish
from tenants.models import Domain, Tenant

CONNECTIONS = 4
_NOT_REPEATED = (b"SELECT", b"SET ", b"CREATE SCHEMA", b"SAVEPOINT", b"RELEASE")


def grow(tenants: int) -> None:
    """So many more, each with its domain. Their schemas are what the migrations would make."""
    wishes = [next_wish() for _ in range(tenants)]
    first, *others = made = [
        Tenant(state=Tenant.State.OPEN, **wanted.business) for wanted in wishes
    ]
    Tenant.objects.bulk_create(made)
    Domain.objects.bulk_create(Domain(tenant=each, domain=each.host) for each in made)
    statements: list[bytes] = []
    with connection.execute_wrapper(_recorder(statements)):
        first.create_schema(verbosity=0)
    script = b";\n".join(statements)
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        list(threads.map(lambda each: _repeat(script, each.schema_name), others))


def _recorder(statements: list[bytes]) -> Callable[..., Any]:
    def record(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        plain = context["cursor"].mogrify(sql, params).strip()
        if not plain.startswith(_NOT_REPEATED):
            statements.append(plain.rstrip(b";"))
        return execute(sql, params, many, context)

    return record


def _repeat(script: bytes, schema: str) -> None:
    place = f'CREATE SCHEMA "{schema}"; SET search_path = "{schema}",public,ext;\n'.encode()
    with closing(databases.connection(connection.settings_dict["NAME"])) as owner:
        with owner.cursor() as cursor:
            cursor.execute(place + script)
