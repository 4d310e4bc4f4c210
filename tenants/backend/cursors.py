"""psycopg2 cursors that send a statement together with its room, in one round trip."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from psycopg2 import extensions, sql

from tenants.rooms import RoomError, WrongRoom, current_room

if TYPE_CHECKING:
    from tenants.backend.base import DatabaseWrapper

Query = str | bytes | sql.Composable


class RoomCursor(extensions.cursor):
    """Sits below Django's own wrapper, so that query logs and counts show the caller's SQL."""

    wrapper: DatabaseWrapper
    _glue = ""
    _rows = -1

    def execute(self, query: Query, vars: Any = None) -> None:
        text = self._text(query)
        self._rows = -1
        self._glue = self.wrapper.glue_for(text)
        super().execute(self._glue + text, vars)
        self.wrapper.note(text)

    def executemany(self, query: Query, vars_list: Iterable[Any]) -> None:
        """psycopg2's own loop runs in C, past our execute()."""
        rows = 0
        for values in vars_list:
            self.execute(query, values)
            rows += self.rowcount
        self._rows = rows

    def copy_expert(self, sql: Query, file: Any, size: int = 8192) -> None:
        text = self._text(sql)
        glue = self.wrapper.glue_for(text)
        super().copy_expert(glue + text, file, size)
        self.wrapper.note(text)

    def copy_to(self, *args: Any, **kwargs: Any) -> None:
        raise RoomError("copy_to() cannot carry a room; use copy_expert()")

    def copy_from(self, *args: Any, **kwargs: Any) -> None:
        raise RoomError("copy_from() cannot carry a room; use copy_expert()")

    def callproc(self, *args: Any, **kwargs: Any) -> None:
        raise RoomError("callproc() cannot carry a room; execute a SELECT")

    @property
    def rowcount(self) -> int:
        return self._rows if self._rows >= 0 else super().rowcount

    @property
    def query(self) -> bytes | None:
        """What was sent, without our glue."""
        sent: bytes | None = super().query
        return sent if sent is None else sent.removeprefix(self._glue.encode())

    def _text(self, query: Query) -> str:
        if isinstance(query, bytes):
            return query.decode()
        if isinstance(query, sql.Composable):
            return query.as_string(self)
        return query


class NamedRoomCursor(extensions.cursor):
    """A server-side cursor: its rows may be fetched only where it was opened."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._room = current_room()

    def fetchone(self) -> Any:
        self._check()
        return super().fetchone()

    def fetchmany(self, size: int | None = None) -> Any:
        self._check()
        return super().fetchmany(self.arraysize if size is None else size)

    def fetchall(self) -> Any:
        self._check()
        return super().fetchall()

    def __next__(self) -> Any:
        self._check()
        return super().__next__()

    def _check(self) -> None:
        if current_room() != self._room:
            raise WrongRoom("this server-side cursor was opened in another room")
