"""The only doors between rooms.

A room is a schema together with the role that may use it. Which room the code stands in is a
context variable; the database backend puts it in front of each statement. Open a door outside,
`atomic` inside; never `yield` inside a door (streams go through `in_room`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol, Self
from uuid import UUID

from django.conf import settings
from django.db import connection

NAME = re.compile(r"[a-z][a-z0-9_]{0,62}\Z")


class RoomError(RuntimeError):
    """A mistake of ours about rooms. Never caught by application code: it is an alarm."""


class NoRoom(RoomError):
    """A statement was about to be sent although no door is open."""


class WrongRoom(RoomError):
    """Something of one room was about to be used in another."""


@dataclass(frozen=True)
class Room:
    """A schema and the role that may use it. `glue` goes in front of a statement.

    `read_only`: the database refuses every write of a transaction that stood here.
    """

    kind: str
    schema: str
    role: str
    tenant_id: UUID | None = None
    read_only: bool = field(default=False, compare=False)
    glue: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in (self.schema, self.role):
            if not NAME.match(name):
                raise RoomError(f"{name!r} cannot name a room")
        path = f'SET LOCAL search_path="{self.schema}",ext;'
        look = "SET LOCAL transaction_read_only=on;" if self.read_only else ""
        object.__setattr__(self, "glue", f'SET LOCAL ROLE "{self.role}";{path}{look}')

    @property
    def is_workspace(self) -> bool:
        return self.kind == "workspace"

    @classmethod
    def of_tenant(cls, schema: str, tenant_id: UUID | None, *, read_only: bool = False) -> Room:
        """A tenant's role bears the name of its schema."""
        return cls("workspace", schema, schema, tenant_id, read_only)


class HasRoom(Protocol):
    """What a tenant must offer to be entered."""

    @property
    def room(self) -> Room: ...
    @property
    def can_be_entered(self) -> bool: ...


PUBLIC = Room("public", "public", settings.DATABASE_PUBLIC_ROLE)

_Place = tuple[Room | None, Room | None]  # where we stand, and the workspace around it
_here: ContextVar[_Place] = ContextVar("room", default=(None, None))


def current_room() -> Room | None:
    return _here.get()[0]


def current_workspace() -> Room | None:
    """The workspace that is open, also while the public room is visited from inside it."""
    return _here.get()[1]


class _Door:
    """A class and not a generator: a door is opened several times in each request."""

    __slots__ = ("_place", "_token")
    _token: Token[_Place]

    def __init__(self, room: Room, home: Room | None) -> None:
        self._place = (room, home)

    def __enter__(self) -> Self:
        self._token = _here.set(self._place)
        return self

    def __exit__(self, *_: object) -> None:
        _here.reset(self._token)


def workspace_of(tenant: HasRoom) -> _Door:
    """Stand in this tenant's workspace. From inside another one, even by way of public: refused."""
    room, (_, home) = tenant.room, _here.get()
    if home is not None and home != room:
        raise WrongRoom("another workspace is open; leave it first")
    if not tenant.can_be_entered:
        raise WrongRoom("the state of this tenant does not let anyone in")
    return _Door(room, room)


def public_room() -> _Door:
    """Stand in the public room; a workspace around it is remembered and waits."""
    return _Door(PUBLIC, _here.get()[1])


def in_room(tenant: HasRoom, chunks: Iterable[Any]) -> Iterator[Any]:
    """A stream whose every step runs inside the workspace, and nothing between the steps."""
    steps = iter(chunks)
    while True:
        with workspace_of(tenant):
            try:
                chunk = next(steps)
            except StopIteration:
                return
        yield chunk


class as_owner:  # noqa: N801 - a door, spelled like the others
    """The builder's door: the connection is the owner's until it closes. For workflows only.

    Not inside a transaction, and only where the owner's credentials are: web processes have none.
    """

    def __enter__(self) -> Self:
        if connection.in_atomic_block:
            raise RoomError("as_owner() must be opened outside a transaction")
        connection.become(owner=True)  # type: ignore[attr-defined]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        connection.become(owner=False)  # type: ignore[attr-defined]
