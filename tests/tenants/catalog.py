"""What PostgreSQL's catalogs say of one schema, without its name: to compare it with another's."""

from __future__ import annotations

from typing import Any

from django.db import connection

from tenants.models import Tenant
from tenants.rooms import public_room

OF_A_SCHEMA = {
    "relations": "SELECT relname, relkind, relpersistence, relrowsecurity, reloptions, relacl"
    " FROM pg_class WHERE relnamespace = %(schema)s::regnamespace",
    "columns": "SELECT relname, attnum, attname, format_type(atttypid, atttypmod), attnotnull,"
    " attidentity, attacl, pg_get_expr(adbin, adrelid) FROM pg_attribute"
    " JOIN pg_class ON pg_class.oid = attrelid"
    " LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum"
    " WHERE relnamespace = %(schema)s::regnamespace AND attnum > 0",
    "constraints": "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid)"
    " FROM pg_constraint WHERE connamespace = %(schema)s::regnamespace",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = %(schema)s",
    "triggers": "SELECT tgenabled, tgdeferrable, pg_get_triggerdef(pg_trigger.oid)"
    " FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
    " WHERE relnamespace = %(schema)s::regnamespace AND NOT tgisinternal",
    "functions": "SELECT proname, proacl, pg_get_functiondef(oid) FROM pg_proc"
    " WHERE pronamespace = %(schema)s::regnamespace",
    "the schema": "SELECT nspname, nspacl FROM pg_namespace WHERE nspname = %(schema)s",
    "default rights": "SELECT defaclobjtype, defaclacl FROM pg_default_acl"
    " WHERE defaclnamespace = %(schema)s::regnamespace",
    "role": "SELECT rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolbypassrls"
    " FROM pg_roles WHERE rolname = %(schema)s",
    "who may become it": "SELECT member::regrole, admin_option FROM pg_auth_members"
    " WHERE roleid = %(schema)s::regrole",
}


def catalog_of(tenant: Tenant) -> dict[str, list[str]]:
    with public_room(), connection.cursor() as cursor:
        return {what: _rows(cursor, query, tenant) for what, query in OF_A_SCHEMA.items()}


def _rows(cursor: Any, query: str, tenant: Tenant) -> list[str]:
    cursor.execute(query, {"schema": tenant.schema_name})
    return sorted(str(row).replace(tenant.schema_name, "THE_SCHEMA") for row in cursor.fetchall())
