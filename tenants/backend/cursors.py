"""psycopg2 cursors that send a statement together with its room, in one round trip."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from psycopg2 import extensions, sql

from tenants.rooms import Room, RoomError, WrongRoom, current_room

if TYPE_CHECKING:
    from tenants.backend.base import DatabaseWrapper

Query = str | bytes | sql.Composable


class RoomCursor(extensions.cursor):
    """Sits below Django's own wrapper, so that query logs and counts show the caller's SQL."""

    wrapper: DatabaseWrapper
    label: str | None  # of a server-side cursor
    is_later = False  # what it executes goes with the next statement
    _said: bytes | None = None  # what it put off
    _glue = ""  # what went in front of its last statement
    _rows = -1  # of all that executemany() did; else the driver knows

    def execute(self, query: Query, vars: Any = None) -> None:
        text = self._text(query)
        self._rows = -1
        if self.is_later:
            self._said = self.mogrify(text, vars)
            return self.wrapper.wait_with(text, self._said)
        self._glue = self.wrapper.glue_for(text)
        glue = self._glue if vars is None else self._glue.replace("%", "%%")
        try:
            super().execute(glue + text, vars)
        except Exception:
            self.wrapper.was_not_followed(text)
            raise
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
        try:
            super().copy_expert(glue + text, file, size)
        except Exception:
            self.wrapper.was_not_followed(text)
            raise
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
        sent: bytes | None = self._said or super().query
        return sent if sent is None else sent.removeprefix(self._glue.encode())

    def _text(self, query: Query) -> str:
        if isinstance(query, bytes):
            return query.decode()
        if isinstance(query, sql.Composable):
            return query.as_string(self)
        return query


class NamedRoomCursor(RoomCursor):
    """A server-side cursor of a transaction: its rows may be fetched only where it was opened.

    The driver's own ones want a transaction that the driver began.
    """

    _room: Room | None = None

    def execute(self, query: Query, vars: Any = None) -> None:
        self._room = current_room()
        declare = f'DECLARE "{self.label}" NO SCROLL CURSOR FOR '
        super().execute(declare + self._text(query), vars)

    def fetchone(self) -> Any:
        self._fetch("1")
        return super().fetchone()

    def fetchmany(self, size: int | None = None) -> Any:
        self._fetch(str(self.arraysize if size is None else size))
        return super().fetchall()

    def fetchall(self) -> Any:
        self._fetch("ALL")
        return super().fetchall()

    def __next__(self) -> Any:
        row = self.fetchone()
        if row is None:
            raise StopIteration
        return row

    def close(self) -> None:
        """It may be gone: with its transaction, or with a savepoint that was taken back."""
        if self._room and not self.closed and self.wrapper.is_open():
            self._say("SELECT FROM pg_catalog.pg_cursors WHERE name = %s", [self.label])
            if self.rowcount:
                self._say(f'CLOSE "{self.label}"')
        super().close()

    def _fetch(self, how_many: str) -> None:
        if current_room() != self._room:
            raise WrongRoom("this server-side cursor was opened in another room")
        self._say(f'FETCH {how_many} FROM "{self.label}"')

    def _say(self, text: str, values: Any = None) -> None:
        """Of the cursor and not of tables: without a room in front."""
        extensions.cursor.execute(self, text, values)
