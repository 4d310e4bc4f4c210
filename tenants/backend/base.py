"""The connection knows which room a statement needs, and says so in the same round trip.

Outside a transaction a statement is sent as `SET LOCAL ROLE ...; SET LOCAL search_path=...;
<statement>`, one implicit transaction: nothing can stay on the connection. Inside one, BEGIN and
the room are sent with the first statement, and the room again only when it changes. So the driver
is left in autocommit, and its own idea of a transaction is never asked.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, ProgrammingError
from django.db.backends.postgresql import base
from django.db.backends.utils import debug_transaction
from django.db.transaction import TransactionManagementError
from psycopg2 import Error, extensions

from tenants.backend.cursors import NamedRoomCursor, RoomCursor
from tenants.backend.waiting import Waiting
from tenants.rooms import NoRoom, Room, RoomError, WrongRoom, current_room

# These speak of the transaction, not of tables; they need no room and get none.
_CONTROL = re.compile(
    r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET\s+CONSTRAINTS|SET\s+TRANSACTION)\b",
    re.IGNORECASE,
)
_ROLLBACK = re.compile(r"\s*ROLLBACK\b", re.IGNORECASE)
_RELEASE = re.compile(r"\s*RELEASE\b", re.IGNORECASE)
# After an error that came before the server followed anything; one that came later spoils the
# transaction (INERROR).
_UNHARMED = (extensions.TRANSACTION_STATUS_IDLE, extensions.TRANSACTION_STATUS_INTRANS)

# What DISCARD ALL does, but for plans. Those tell nothing of anybody, and to make them anew costs
# half as much again as all else of a job.
_SWEEP = (
    "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; DEALLOCATE ALL; UNLISTEN *;"
    " SELECT pg_catalog.pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES"
)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's wrapper, with rooms. django-tenants' own ways of switching schemas raise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.owner = False
        self.applied: Room | None = None  # the room that the open transaction stands in
        self._pin: tuple[object, Room] | None = None  # a transaction and its one workspace
        self._visited: set[str] = set()  # the schemas that this connection has been in
        self._waiting = Waiting()
        super().__init__(*args, **kwargs)

    # --- who we connect as --------------------------------------------------------------------

    def become(self, *, owner: bool) -> None:
        """Close, and connect as the builder's login (or as the runtime login again) when needed."""
        if owner and not settings.DATABASE_OWNER:
            raise RoomError("this process does not have the owner's credentials")
        self.close()
        self.owner = owner

    # --- how long a connection lives ------------------------------------------------------------

    def connect(self) -> None:
        self._visited = set()
        self._waiting.end()
        super().connect()

    def close_if_unusable_or_obsolete(self) -> None:
        """Django asks before and after each request, a worker after each job; the next statement
        is preceded by the sweep. A transaction of a test's own is left alone."""
        if self.in_atomic_block and not self.in_transaction:
            return
        super().close_if_unusable_or_obsolete()
        self.close_if_worn()

    def close_if_worn(self) -> None:
        """Begin anew after so many rooms, or past `CONN_MAX_AGE`; never inside a transaction.

        PostgreSQL remembers every table that a connection has touched until that ends: about
        1 MB for a workspace of which all was seen.
        """
        if self.connection is None or self.in_atomic_block or not self.autocommit:
            return
        is_old = self.close_at is not None and time.monotonic() >= self.close_at
        if is_old or len(self._visited) > settings.DATABASE_ROOMS_A_CONNECTION:
            self.close()

    def is_usable(self) -> bool:
        """Asked before a request or a job uses the connection again: then nothing is left on it.

        In the round trip of Django's `SELECT 1`: settings, cursors, locks, prepared statements and
        channels of whoever used it before are gone. A transaction begun behind our back: not usable.
        """
        if self.connection is None or not self.autocommit:
            return bool(super().is_usable())
        if self.connection.info.transaction_status != extensions.TRANSACTION_STATUS_IDLE:
            return False
        try:
            with self.connection.cursor() as cursor:
                cursor.execute(_SWEEP)
            self.ensure_timezone()
        except Error:
            return False
        return True

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open, by `atomic` or by hand; a test's own does not count."""
        by_hand = not (self.autocommit or self.in_atomic_block)
        return by_hand or any(not block._from_testcase for block in self.atomic_blocks)  # type: ignore[attr-defined]

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        if self.owner:
            params["user"] = settings.DATABASE_OWNER
            params["password"] = settings.DATABASE_OWNER_PASSWORD
        return params

    # --- cursors ------------------------------------------------------------------------------

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = self.connection.cursor(cursor_factory=NamedRoomCursor if name else RoomCursor)
        cursor.wrapper, cursor.label = self, name
        cursor.tzinfo_factory = self.tzinfo_factory if settings.USE_TZ else None
        return cursor

    def chunked_cursor(self) -> Any:
        return super().chunked_cursor() if self.in_atomic_block else self.cursor()

    # --- the glue -----------------------------------------------------------------------------

    def glue_for(self, text: str) -> str:
        """What must go in front of this statement: what waits, BEGIN, the room.

        Without a room: NoRoom, and nothing is sent.
        """
        status = self.connection.info.transaction_status
        is_idle = status == extensions.TRANSACTION_STATUS_IDLE and not self._waiting
        # One that is open in autocommit was begun behind our back: nothing is taken for granted.
        if is_idle or self.autocommit:
            self.applied = None
        begin = "BEGIN;" if is_idle and not self.autocommit else ""
        if status == extensions.TRANSACTION_STATUS_INERROR or _CONTROL.match(text):
            return self._carried_by(text) + begin
        glue = self._room_for(begin)  # where it refuses, nothing is carried
        return self._carried_by(text) + glue

    def _room_for(self, begin: str) -> str:
        room = current_room()
        if room is None:
            raise NoRoom("no room is open: enter one by a door of tenants.rooms")
        self._pin_to(room)
        self._visited.add(room.schema)
        if self.applied == room:
            return begin
        if self.owner:
            self._stand_in(room, begin)
            return ""
        return begin + room.glue

    def note(self, text: str) -> None:
        """Remember what the open transaction stands in after this statement."""
        if _ROLLBACK.match(text) or (self._looks_only() and _RELEASE.match(text)):
            self.applied = None
        elif not _CONTROL.match(text):
            self.applied = current_room()

    def _looks_only(self) -> bool:
        """Then a savepoint that is released takes back what `transaction_read_only` said."""
        return self.applied is not None and self.applied.read_only

    def _stand_in(self, room: Room, begin: str) -> None:
        """The owner's path is set for the session: some DDL cannot share its round trip."""
        with self.connection.cursor() as cursor:
            cursor.execute(f'{begin}SET search_path="{room.schema}",ext')

    def _pin_to(self, room: Room) -> None:
        """The first workspace that a transaction uses owns it."""
        # The outermost block that is not a test's own stands for the transaction.
        blocks = (b for b in self.atomic_blocks if not b._from_testcase)  # type: ignore[attr-defined]
        transaction = next(blocks, None)
        if transaction is None or not room.is_workspace:
            return
        if self._pin is None or self._pin[0] is not transaction:
            self._pin = (transaction, room)
        elif self._pin[1] != room:
            raise WrongRoom("this transaction belongs to another workspace")

    # --- what is put off ------------------------------------------------------------------------

    def put_off(self, text: str, values: Sequence[Any]) -> None:
        """Send this with the next statement, or with COMMIT; outside of a transaction, at once.

        For what says nothing that is read: an error comes with that next one.
        """
        with self.cursor() as cursor:
            cursor.cursor.is_later = self.in_transaction and not self.owner
            cursor.execute(text, values)

    def wait_with(self, text: str, said: bytes) -> None:
        """It is in the room of now, and so is what follows, when the next statement is sent."""
        self._waiting.text = f"{self.glue_for(text)}{said.decode()};"
        self.note(text)

    def _carried_by(self, text: str) -> str:
        """A rollback to a savepoint carries nothing: all that waits was put off after it."""
        carried = self._waiting.carry()
        return "" if _ROLLBACK.match(text) else carried

    def was_not_followed(self, text: str) -> None:
        """The driver or the parser did not take the message: what it carried waits for the next."""
        status = self.connection.info.transaction_status
        if status in _UNHARMED and not _CONTROL.match(text):
            self._waiting.again()

    # --- how a transaction begins and ends -----------------------------------------------------

    def _set_autocommit(self, autocommit: bool) -> None:
        """A transaction begins, and nothing is sent before its first statement; or one has ended."""
        is_broken = bool(self.connection.closed)
        if autocommit and not is_broken and (self._waiting or self._is_begun()):
            raise ProgrammingError("a transaction is open: commit it or roll it back first")
        self._pin = None
        self._waiting.end()
        if is_broken or not self.connection.autocommit:
            super()._set_autocommit(True)  # type: ignore[misc]

    def _savepoint(self, sid: str) -> None:
        """An error of SAVEPOINT is one of what went with it: the block that begins here must not take
        it for its own."""
        waits = bool(self._waiting)
        try:
            super()._savepoint(sid)  # type: ignore[misc]
        except DatabaseError as error:
            if not waits:
                raise
            raise TransactionManagementError("what was put off before was refused") from error

    def _commit(self) -> None:
        """Deferred triggers run at COMMIT in the path of the last room: make it the workspace's.

        Once an error was caught without a savepoint, COMMIT would be a ROLLBACK and say nothing.
        """
        if self._status() == extensions.TRANSACTION_STATUS_INERROR:
            raise TransactionManagementError("an error has spoilt this transaction: roll it back")
        before = self._waiting.end()
        is_there = before or self.is_open()
        if self._pin and not self.owner and is_there and self.applied != self._pin[1]:
            before += self._pin[1].glue
        self._end("COMMIT", before)

    def _rollback(self) -> None:
        self._end("ROLLBACK")

    def _end(self, word: str, before: str = "") -> None:
        """If there is something to end. Whatever comes of it, nothing waits any more."""
        self._waiting.end()
        if self.connection is None:
            return
        with debug_transaction(self, word), self.wrap_database_errors:
            if before or self._is_begun():
                with self.connection.cursor() as cursor:
                    cursor.execute(before + word)

    def is_open(self) -> bool:
        return self._status() == extensions.TRANSACTION_STATUS_INTRANS

    def _status(self) -> int | None:
        return self.connection.info.transaction_status if self.connection else None

    def _is_begun(self) -> bool:
        """Or nobody can tell: the connection is broken."""
        status = self.connection.info.transaction_status
        return bool(status != extensions.TRANSACTION_STATUS_IDLE)

    # --- django-tenants' vocabulary, answered from the room; its switches are gone --------------

    @property
    def schema_name(self) -> str | None:
        room = current_room()
        return room.schema if room else None

    @property
    def tenant(self) -> Room | None:
        return current_room()

    def set_tenant(self, *args: Any, **kwargs: Any) -> None:
        raise RoomError("rooms are entered by the doors of tenants.rooms only")

    set_schema = set_schema_to_public = set_settings_schema = set_tenant


if base.is_psycopg3:  # type: ignore[attr-defined]
    raise ImproperlyConfigured("psycopg 3 is importable and would replace psycopg2; uninstall it")
