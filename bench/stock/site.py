"""Its shared tables, one tenant's schema by its own migrations, the copied rows, a session."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django_tenants.utils import schema_context

from bench.measuring.rows import load
from bench.plain.site import cookies
from tenants.models import Domain, Tenant


def build(folder: Path) -> dict[str, Any]:
    call_command("migrate_schemas", schema_name="public", verbosity=0, interactive=False)
    tenant = Tenant(slug="bench", name="Mērs", country="LV", language="lv", currency="EUR")
    tenant.save()
    tenant.create_schema(check_if_exists=True, sync_schema=True, verbosity=0)
    Domain.objects.create(tenant=tenant, domain=tenant.host)
    with schema_context(tenant.schema_name):
        with transaction.atomic(), connection.cursor() as cursor:
            load(cursor, folder)
    return {"host": tenant.host, "cookies": cookies()}
