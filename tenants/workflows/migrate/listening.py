"""A schema editor that remembers what it says, so that it can be said again elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.postgresql.schema import DatabaseSchemaEditor

# These change nothing when they are not said again.
_ONLY_LOOKS = re.compile(r"\s*(SELECT|SHOW|SAVEPOINT|RELEASE|ROLLBACK)\b", re.IGNORECASE)
_CONCURRENTLY = re.compile(
    r"\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(\"(?:[^\"]|\"\")+\"|\w+)", re.IGNORECASE
)


class ListeningEditor(DatabaseSchemaEditor):
    """`heard`: each statement with its values in it, in order, the deferred ones at the end."""

    def __init__(self, *args: Any, in_earnest: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heard: list[str] = []
        self.in_earnest = in_earnest  # else everything is rolled back by whoever asked for it
        self.past_us = False
        self._speaks = False

    def execute(self, sql: Any, params: Any = ()) -> None:
        text = str(sql)
        if params is not None:
            text = self.connection.ops.compose_sql(text, params)
        # One that was killed on its way leaves an index behind that is of no use and in the way.
        again = _CONCURRENTLY.match(text)
        if again:
            self._say(f"DROP INDEX CONCURRENTLY IF EXISTS {again[1]}")
        self._say(text)

    def _say(self, text: str) -> None:
        self._speaks = True
        try:
            super().execute(self._as_it_can_be_said(text), None)
        finally:
            self._speaks = False
        self.heard.append(text)

    def _as_it_can_be_said(self, text: str) -> str:
        """What only works outside a transaction is tried in one that will be rolled back."""
        return text if self.in_earnest else re.sub(r"\bCONCURRENTLY\b", "", text, count=1)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Afterwards `past_us` says whether something was changed that this editor did not say."""
        self.past_us = False
        with self.connection.execute_wrapper(self._overhear):
            yield

    def _overhear(self, execute: Any, sql: Any, *args: Any) -> Any:
        if not self._speaks and not _ONLY_LOOKS.match(str(sql)):
            self.past_us = True
        return execute(sql, *args)
