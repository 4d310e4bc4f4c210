"""Queries whose SQL is put together once in a process; only the values change.

For what each request asks: Django's ORM takes longer to write such a query than the database
takes to answer it.
"""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models


class Given(models.Expression):
    """A value that is not known yet: `first()` is told it by this name."""

    def __init__(self, name: str, kind: models.Field[Any, Any]) -> None:
        super().__init__(output_field=kind)
        self._name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[()]]:
        return f"%({self._name})s", ()


class KeptQuery:
    """A `values_list()` whose every value is `Given`. All threads may use it."""

    def __init__(self, rows: models.QuerySet[Any, Any]) -> None:
        compiler = rows[:1].query.get_compiler(DEFAULT_DB_ALIAS)
        self._text, known = compiler.as_sql()
        if known:
            raise ValueError(f"a kept query is for all values, and this one for {known} only")
        if compiler.get_converters([column for column, *_ in compiler.select]):
            raise ValueError("a kept query's columns are as psycopg2 reads them")

    def first(self, **given: Any) -> tuple[Any, ...] | None:
        """The first row for these values, in one round trip, from the room that is open."""
        with connection.cursor() as cursor:
            cursor.execute(self._text, given)
            row: tuple[Any, ...] | None = cursor.fetchone()
        return row
