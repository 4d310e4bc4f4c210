"""The rows of one workspace, table by table, as files: so that all ways serve the same ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings


def tables() -> list[str]:
    """Of all workspace apps, in the order of their models."""
    found = [
        model._meta.db_table
        for app in apps.get_app_configs()
        if app.name in settings.WORKSPACE_APPS
        for model in app.get_models(include_auto_created=True)
        if not model._meta.proxy
    ]
    return list(dict.fromkeys(found))


def columns_of(cursor: Any, table: str) -> list[str]:
    """By name: two ways to build a schema may order them differently."""
    cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')  # noqa: S608 - a name of ours
    return sorted(f'"{column[0]}"' for column in cursor.description)


def unload(cursor: Any, folder: Path) -> None:
    for table in tables():
        columns = ", ".join(columns_of(cursor, table))
        with (folder / table).open("w") as file:
            cursor.copy_expert(f'COPY "{table}" ({columns}) TO STDOUT', file)


def load(cursor: Any, folder: Path) -> None:
    """Replace what the migrations left by the rows of the folder. The caller owns the tables.

    Triggers would refuse lines of documents that are issued already; they come on again.
    """
    named = ", ".join(f'"{table}"' for table in tables())
    cursor.execute(f"TRUNCATE {named} CASCADE")
    for table in tables():
        columns = ", ".join(columns_of(cursor, table))
        cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        with (folder / table).open() as file:
            cursor.copy_expert(f'COPY "{table}" ({columns}) FROM STDIN', file)
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables():
        cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
