"""New rows of several tables in one message to the database."""

from __future__ import annotations

from typing import Any

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault


def write_together(*rows: models.Model) -> None:
    """Insert these, in this order and in the caller's transaction; constraints find what is wrong.

    `save()` would take a round trip for each, and several for some. Nothing is read back: a row
    whose key the database gives does not know it afterwards.
    """
    statements, values = [], []
    for row in rows:
        given = list(_given(row))
        names = ", ".join(f'"{field.column}"' for field, _ in given)
        places = ", ".join(["%s"] * len(given))
        statements.append(f'INSERT INTO "{row._meta.db_table}" ({names}) VALUES ({places})')  # noqa: S608 - names of models
        values += [value for _, value in given]
    with connection.cursor() as cursor:
        cursor.execute(";".join(statements), values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _given(row: models.Model) -> Any:
    """Each column that is not left to the database, and its value as the database takes it."""
    for field in row._meta.concrete_fields:
        value = field.pre_save(row, True)
        is_left = isinstance(value, DatabaseDefault) or (
            value is None and isinstance(field, models.AutoField)
        )
        if not (is_left or field.generated):
            yield field, field.get_db_prep_save(value, connection)
