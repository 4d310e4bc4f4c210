"""Where allauth counts its own limits: one table for all processes, in the public room. What we
count ourselves stands in `users.models.Attempts`, of SMS in `post.models.Tally`.

A cache of each process's own would allow every limit once per process, and forget all of them
with each restart. A limit of allauth takes a handful of statements, next to a password's 0.15 s.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connection

from tenants.life import Leaving
from tenants.rooms import public_room
from users.models import User


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


def forget(leaving: Leaving) -> None:
    """When people go: what is counted of them, by their id or by the digest of their address.

    Counts by the address of a computer go within the hour, as for everybody.
    """
    marks = [str(person) for person in leaving.people]
    for email in User.objects.filter(pk__in=leaving.people).values_list("email", flat=True):
        marks.append(sha256(email.encode()).hexdigest())
    with connection.cursor() as cursor:
        for mark in marks:
            cursor.execute("DELETE FROM users_limit WHERE cache_key LIKE %s", [f"%{mark}%"])
