"""What a process remembers of hosts: bounded, and told when something changed."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar


class HasId(Protocol):
    @property
    def id(self) -> Any: ...


T = TypeVar("T", bound=HasId)


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    what: T | None  # None: there is nothing at this host
    until: float


class Remembered(Generic[T]):
    """Hits and misses lie apart: who asks for a million made-up hosts pushes out no real one."""

    def __init__(self, *, hits: int = 10_000, misses: int = 2_000) -> None:
        self.changes = 0  # how often something was forgotten
        self._lock = Lock()
        self._hits: OrderedDict[str, Found[T]] = OrderedDict()
        self._misses: OrderedDict[str, Found[T]] = OrderedDict()
        self._most = hits, misses

    def get(self, host: str) -> Found[T] | None:
        with self._lock:
            for shelf in (self._hits, self._misses):
                found = shelf.get(host)
                if found is not None and found.until > time.monotonic():
                    shelf.move_to_end(host)
                    return found
        return None

    def keep(self, host: str, what: T | None, *, since: int, seconds: float) -> None:
        """`since` is `changes` from before `what` was read: if something was forgotten meanwhile,
        it may be from before that change, and is not kept."""
        with self._lock:
            if since != self.changes:
                return
            shelf, most = (
                (self._misses, self._most[1]) if what is None else (self._hits, self._most[0])
            )
            shelf[host] = Found(what, time.monotonic() + seconds)
            shelf.move_to_end(host)
            while len(shelf) > most:
                shelf.popitem(last=False)

    def forget(self, ids: Collection[object]) -> None:
        """These changed. Any of them may have got a host that was asked in vain before."""
        with self._lock:
            self.changes += 1
            self._misses.clear()
            stale = [h for h, found in self._hits.items() if found.what and found.what.id in ids]
            for host in stale:
                del self._hits[host]

    def forget_all(self) -> None:
        with self._lock:
            self.changes += 1
            self._hits.clear()
            self._misses.clear()
