"""Sets an installation's database up, once and as its superuser; repeating it changes nothing.

Leaves behind: the owner's login (may make roles and schemas), the runtime login (owns nothing,
inherits nothing), the role of the public room, the database, and the schema `ext` for extensions.
Plain psycopg2: it runs before Django can.
"""

from __future__ import annotations

from contextlib import closing
from typing import Any

import psycopg2
from psycopg2 import errors, extensions, sql

EXTENSIONS = ("pg_trgm", "btree_gist")
# Of the runtime login. Neither the statement of a process that was killed nor a transaction in
# which nobody speaks any more keeps its locks for ever.
_DEFAULTS = {
    "search_path": "",
    "timezone": "UTC",
    "client_connection_check_interval": "10s",
    "idle_in_transaction_session_timeout": "10min",
}


def prepare(
    superuser: dict[str, Any],
    *,
    database: str,
    owner: str,
    owner_password: str,
    app: str,
    app_password: str,
    public_role: str,
    may_create_databases: bool = False,
) -> None:
    """`superuser` holds psycopg2's connection parameters, without a database's name."""
    with closing(_connect(superuser, "postgres")) as server:
        _login(server, owner, owner_password, "CREATEROLE NOSUPERUSER NOINHERIT")
        _login(server, app, app_password, "NOCREATEROLE NOCREATEDB NOSUPERUSER NOINHERIT")
        if may_create_databases:
            _run(server, "ALTER ROLE {} CREATEDB", owner)
        _role(server, public_role)
        _give(server, owner, app, public_role)
        _database(server, database, owner)
        _default_settings(server, app, database)
    with closing(_connect(superuser, database)) as inside:
        close_to_strangers(inside, database, app)
        _take_away(inside)
        _schemas(inside, owner)
        _rights_on_public(inside, owner, public_role)


def _give(server: extensions.connection, owner: str, app: str, public_role: str) -> None:
    # The builder ends connections that still stand in a room it drops. It inherits nothing by
    # itself: without INHERIT the right would be on paper only where nobody sets this role.
    _run(server, "GRANT pg_signal_backend TO {} WITH INHERIT TRUE", owner)
    _run(server, "GRANT {} TO {}", public_role, app)


def _default_settings(server: extensions.connection, app: str, database: str) -> None:
    """A login may change its own defaults: what injected SQL left there goes."""
    _run(server, "ALTER ROLE {} RESET ALL", app)
    _run(server, "ALTER ROLE {} IN DATABASE {} RESET ALL", app, database)
    for setting, value in _DEFAULTS.items():
        _run(server, f"ALTER ROLE {{}} SET {setting} = '{value}'", app)


def _schemas(inside: extensions.connection, owner: str) -> None:
    _run(inside, "ALTER SCHEMA public OWNER TO {}", owner)
    _run(inside, "CREATE SCHEMA IF NOT EXISTS ext AUTHORIZATION {}", owner)
    _run(inside, "GRANT USAGE ON SCHEMA ext TO PUBLIC")
    for extension in EXTENSIONS:
        _run(inside, "CREATE EXTENSION IF NOT EXISTS {} SCHEMA ext", extension)


def _rights_on_public(inside: extensions.connection, owner: str, public_role: str) -> None:
    """Also on the tables that the owner makes there later."""
    _run(inside, "GRANT USAGE ON SCHEMA public TO {}", public_role)
    for things in ("TABLES", "SEQUENCES"):
        _run(
            inside,
            "ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public "
            f"GRANT {_rights(things)} ON {things} TO {{}}",
            owner,
            public_role,
        )


def close_to_strangers(connection: extensions.connection, database: str, app: str) -> None:
    """Rights on a database are neither in a dump nor in a copy: every new database needs this."""
    _run(connection, "REVOKE ALL ON DATABASE {} FROM PUBLIC", database)
    _run(connection, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
    _run(connection, "GRANT CONNECT ON DATABASE {} TO {}", database, app)


# Every login has these by itself. Large objects belong to no schema, so an erasure would miss them.
_NOT_FOR_EVERYONE = (
    "lo_create(oid)",
    "lo_creat(integer)",
    "lo_from_bytea(oid, bytea)",
    "lo_open(oid, integer)",
    "lo_put(oid, bigint, bytea)",
    "pg_cancel_backend(integer)",
    "pg_terminate_backend(integer, bigint)",
)


def _take_away(inside: extensions.connection) -> None:
    """A copy and a dump of the database keep this. Whom `pg_signal_backend` is granted may end others."""
    for function in _NOT_FOR_EVERYONE:
        _run(inside, f"REVOKE EXECUTE ON FUNCTION pg_catalog.{function} FROM PUBLIC")
        if function.startswith("pg_"):
            _run(inside, f"GRANT EXECUTE ON FUNCTION pg_catalog.{function} TO pg_signal_backend")


def _rights(things: str) -> str:
    return "SELECT, INSERT, UPDATE, DELETE" if things == "TABLES" else "USAGE, SELECT, UPDATE"


def _login(server: extensions.connection, name: str, password: str, attributes: str) -> None:
    _role(server, name)
    with server.cursor() as cursor:
        cursor.execute(
            sql.SQL(f"ALTER ROLE {{}} LOGIN {attributes} PASSWORD %s").format(sql.Identifier(name)),
            [password],
        )


def _role(server: extensions.connection, name: str) -> None:
    try:
        _run(server, "CREATE ROLE {} NOLOGIN", name)
    except errors.DuplicateObject:
        pass


def _database(server: extensions.connection, name: str, owner: str) -> None:
    with server.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            _run(server, "CREATE DATABASE {} OWNER {}", name, owner)


def _connect(params: dict[str, Any], database: str) -> extensions.connection:
    connection: extensions.connection = psycopg2.connect(**params, dbname=database)
    connection.autocommit = True
    return connection


def _run(connection: extensions.connection, statement: str, *names: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
