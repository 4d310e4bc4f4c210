"""What PostgreSQL's catalogs say of a tenant: its schema, its role, and who may become it."""

from __future__ import annotations

from typing import Any

from django.db import connection

from tenants.fingerprint import Fingerprint, fingerprint_of
from tenants.models import Tenant
from tenants.rooms import public_room

OF_ITS_ROLE = {
    "role": "SELECT rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolbypassrls"
    " FROM pg_roles WHERE rolname = %(schema)s",
    "who may become it": "SELECT member::regrole, admin_option FROM pg_auth_members"
    " WHERE roleid = %(schema)s::regrole",
}


def catalog_of(tenant: Tenant) -> tuple[Fingerprint, dict[str, Any]]:
    schema = tenant.schema_name
    with public_room(), connection.cursor() as cursor:
        role = {}
        for what, query in OF_ITS_ROLE.items():
            cursor.execute(query, {"schema": schema})
            role[what] = sorted(map(str, cursor.fetchall()))
    return fingerprint_of(schema), role
