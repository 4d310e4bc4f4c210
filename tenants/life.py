"""The life of a tenant, told to those who live in its workspace.

Public code never imports `workspace`; so workspace apps register here, in their `apps.py`:

    life.opened.register(begin)

A handler runs inside the workspace, in the transaction of what happens, and gets plain values:
if it fails, nothing of it happened. What is registered twice is called once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Business:
    """What a workspace may know of its tenant: values, no row of the public room."""

    tenant_id: UUID
    slug: str
    name: str
    country: str
    language: str
    currency: str


Handler = Callable[[Business], None]


class Event:
    """A moment in the life of a tenant, and who wants to be told, in the order of registering."""

    def __init__(self) -> None:
        self._handlers: list[Handler] = []

    def register(self, handler: Handler) -> None:
        if handler not in self._handlers:
            self._handlers.append(handler)

    def happens_to(self, business: Business) -> None:
        """The door to the workspace must be open, and a transaction with it."""
        for handler in self._handlers:
            handler(business)


opened = Event()  # its schema stands, still empty; the owner is invited in the same transaction
