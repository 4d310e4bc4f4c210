"""New rows of several tables in one message to the database; the SQL of each table is kept.

For what is written whenever a business comes: `save()` would take a round trip for each row, and
the ORM longer to write the statement than the database to follow it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.expressions import DatabaseDefault
from psycopg2.extensions import AsIs

_LEFT_TO_IT = AsIs("DEFAULT")
# Fields whose values psycopg2 takes as they are; all others are asked to make them ready.
_AS_IT_IS = (
    models.BooleanField,
    models.CharField,
    models.DateTimeField,
    models.IntegerField,
    models.TextField,
    models.UUIDField,
)


def write_together(*rows: models.Model, if_new: bool = False) -> None:
    """Insert these in the caller's transaction and room; constraints find what is wrong.

    They go with the next statement of the transaction, or with its COMMIT, which raises the
    IntegrityError; where that statement begins an inner block, it is a TransactionManagementError,
    so that the block does not take it for its own. Without a transaction they go at once.

    Tables in the order of their first row, each with one statement. Nothing is read back: a row
    whose key the database gives does not know it afterwards. `if_new`: rows that stand already stay
    as they are.
    """
    tables: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    statements, values = [], []
    for model, those in tables.items():
        insert = _insert_into(model)
        statements.append(insert.text + ",".join([insert.places] * len(those)))
        for row in those:
            values += insert.values(row)
    after = " ON CONFLICT DO NOTHING" if if_new else ""
    text = ";".join(statement + after for statement in statements)
    connections[DEFAULT_DB_ALIAS].put_off(text, values)  # type: ignore[attr-defined]
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@dataclass(frozen=True)
class _Insert:
    """All columns of a table but those that nobody can give, and where each value comes from."""

    text: str
    places: str
    fields: list[tuple[Any, bool]]

    def values(self, row: models.Model) -> list[Any]:
        return [_value_of(field, row, as_it_is) for field, as_it_is in self.fields]


@cache
def _insert_into(model: type[models.Model]) -> _Insert:
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    names = ", ".join(f'"{field.column}"' for field in fields)
    return _Insert(
        text=f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ',  # noqa: S608 - of models
        places=f"({', '.join(['%s'] * len(fields))})",
        fields=[(field, isinstance(_last(field), _AS_IT_IS)) for field in fields],
    )


def _last(field: Any) -> Any:
    """A key to another table is written as that table's key is."""
    return field.target_field if field.is_relation else field


def _value_of(field: Any, row: models.Model, as_it_is: bool) -> Any:
    value = field.pre_save(row, True)
    if isinstance(value, DatabaseDefault) or (
        value is None and isinstance(field, models.AutoField)
    ):
        return _LEFT_TO_IT
    return value if as_it_is else field.get_db_prep_save(value, connections[DEFAULT_DB_ALIAS])
