"""The life of a tenant, told to those who live in its workspace.

Public code never imports `workspace`; so workspace apps register here, in their `apps.py`:

    life.opened.register(begin)

A handler runs inside the workspace, in the transaction of what happens, and gets plain values:
if it fails, nothing of it happened. What is registered twice is called once.

`erasing` is told in the public room: the workspace is gone by then. Public apps register too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import repeat
from typing import Generic, TypeVarTuple, Unpack
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


@dataclass(frozen=True, kw_only=True)
class KeyHolder:
    """A person with a key, as `Member.objects.of` wants to be told."""

    membership_id: UUID
    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """What goes for good: a tenant and the users who are left without any, or users alone."""

    tenant_id: UUID | None
    people: tuple[UUID, ...]


What = TypeVarTuple("What")


class Event(Generic[*What]):
    """A moment in the life of a tenant, and who wants to be told, in the order of registering."""

    def __init__(self) -> None:
        self._handlers: dict[Callable[[Unpack[What]], None], str] = {}

    def register(self, handler: Callable[[Unpack[What]], None], *, matters: str = "true") -> None:
        """`matters`: a condition in SQL, true in the public room where the handler has work to do.

        Who makes the moment happen in few statements asks it beforehand (see `questions`).
        """
        self._handlers.setdefault(handler, matters)

    @property
    def questions(self) -> list[str]:
        """Of each handler, whether this matters to it."""
        return list(self._handlers.values())

    def happens_to(self, *what: *What, answers: Iterable[bool] = repeat(True)) -> None:
        """The door to the room must be open, and a transaction with it.

        `answers`: to the questions, if they were asked; otherwise everybody is told.
        """
        for handler, matters in zip(self._handlers, answers, strict=False):
            if matters:
                handler(*what)


# Its schema stands, still empty; the owner is invited in the same transaction.
opened: Event[Business] = Event()
# It is one of the demo's, and its owner would like to have something to show. Told at each start.
demonstrated: Event[Business, KeyHolder] = Event()
# Its schema is dropped. Told in the transaction that deletes its rows and its people's from the
# public room (see `tenants.leaving`), before they go; it may be told again after a crash.
erasing: Event[Leaving] = Event()
# Somebody's key to it was taken, or given again; told with the membership's id, by a job.
departed: Event[UUID] = Event()
returned: Event[UUID] = Event()
