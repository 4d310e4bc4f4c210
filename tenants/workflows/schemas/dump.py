"""One schema as SQL, by PostgreSQL's own pg_dump."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg2.extensions import make_dsn

LONGEST = 600  # seconds
_WHERE = ("host", "port", "user", "dbname", "database")
# What stands around these two is for psql, and for a session of its own.
_BEGIN, _END = "\nCREATE SCHEMA ", "\n--\n-- PostgreSQL database dump complete\n"
_OPTIONS = (
    "--no-owner",
    "--no-tablespaces",  # these two leave no SET between the statements
    "--no-table-access-method",
    "--inserts",
    "--rows-per-insert=1000",
    "--encoding=UTF8",
    "--strict-names",
)


class Undumpable(Exception):
    """There is no script to be had; the message says why, and nothing of anybody's data."""


def dump_of(schema: str) -> str:
    """Tables, rows, rights and all else of one schema, as statements of one transaction.

    In a database of thousands of schemas it takes seconds: pg_dump reads the catalogs whole.
    """
    program, (where, password) = demand_pg_dump(), _connection()
    try:
        told = subprocess.run(  # noqa: S603 - no shell; the name is one of ours
            [program, *_OPTIONS, f'--schema="{schema}"', f"--dbname={where}"],
            env={"PGPASSWORD": password},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=LONGEST,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise Undumpable(_first_line(error)) from None
    return _statements(told)


def demand_pg_dump() -> Path:
    program = Path(settings.DATABASE_PROGRAMS, "pg_dump")
    if not (settings.DATABASE_PROGRAMS and program.exists()):
        raise Undumpable("KONTOR_PG_BIN names no folder with pg_dump")
    return program


def server_version() -> int:
    """The major one."""
    return int(connection.pg_version) // 10_000  # type: ignore[attr-defined]


def _connection() -> tuple[str, str]:
    """As the connection that is open; the password apart, for others may read our arguments."""
    params: dict[str, Any] = connection.get_connection_params()
    said = {name: params[name] for name in params if name in _WHERE or name.startswith("ssl")}
    return make_dsn(**said), params.get("password", "")


def _statements(told: str) -> str:
    begin, end = told.find(_BEGIN), told.rfind(_END)
    if begin < 0 or end < begin:
        raise Undumpable("pg_dump told something else than a schema")
    return told[begin:end]


def _first_line(error: Exception) -> str:
    told = getattr(error, "stderr", None) or type(error).__name__
    return f"pg_dump: {told.strip().splitlines()[0]}"
