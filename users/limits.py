"""Where the limits on guessing are counted: one table for all processes, in the public room.

A cache of each process's own would allow every limit once per process, and forget all of them
with each restart. A limit of allauth takes a handful of statements, next to a password's 0.15 s.
"""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connection

from tenants.rooms import public_room


class LimitCache(DatabaseCache):
    """Django's database cache, which opens the public room wherever it is asked."""

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        with public_room():
            return super().get_many(keys, version)

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        with public_room():
            self._sweep()
            return bool(super()._base_set(mode, key, value, timeout))  # type: ignore[misc]

    def _sweep(self) -> None:
        """What is past its time goes at once: a row may name the address of a visitor."""
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM users_limit WHERE cache_key IN (SELECT cache_key FROM users_limit"
                " WHERE expires < now() LIMIT 100 FOR UPDATE SKIP LOCKED)"
            )

    def _base_delete_many(self, keys: Any) -> bool:
        with public_room():
            return bool(super()._base_delete_many(keys))  # type: ignore[misc]

    def has_key(self, key: Any, version: int | None = None) -> bool:
        with public_room():
            return super().has_key(key, version)

    def clear(self) -> None:
        with public_room():
            super().clear()
