"""How a migration of one schema ends when it does not end well: told without anybody's data."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError
from django.db.models.functions import Now
from psycopg2 import errorcodes

from tenants.models import Schema
from tenants.rooms import public_room

MOVED = "KT001"  # SQLSTATE: the schema is not, or no longer, where the way begins
_PASSES = {
    errorcodes.LOCK_NOT_AVAILABLE,
    errorcodes.DEADLOCK_DETECTED,
    errorcodes.SERIALIZATION_FAILURE,
    errorcodes.ADMIN_SHUTDOWN,
    errorcodes.CRASH_SHUTDOWN,
    errorcodes.CANNOT_CONNECT_NOW,
    errorcodes.TOO_MANY_CONNECTIONS,
}


class Moved(Exception):
    """It is somewhere else, is being erased, or another process migrated it meanwhile."""


class Failed(Exception):
    """Which migration, and with what: the class and SQLSTATE, never a message."""

    def __init__(self, on: str, error: BaseException) -> None:
        self.on = on
        code = sqlstate(error)
        self.kind = f"{type(error.__cause__ or error).__name__} {code}".strip()
        # The database says why it refuses; only the way to it says nothing.
        self.is_lost = isinstance(error, InterfaceError | OperationalError) and not code
        self.passes = self.is_lost or code in _PASSES  # another try may end well
        super().__init__(f"{on}: {self.kind}")


def sqlstate(error: BaseException) -> str:
    return getattr(error.__cause__, "pgcode", None) or ""


def note_failure(name: str, failed: Failed) -> None:
    with public_room():
        Schema.objects.filter(name=name).update(
            failed_at=Now(), failed_on=failed.on[:200], failed_with=failed.kind[:100]
        )
