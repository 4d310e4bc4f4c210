"""A request as our middleware leaves it to the views. For types only: none of these is ever made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Self, cast

from django.http import HttpRequest

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from tenants.models import Tenant
    from users.known import Key
    from users.models import ApiToken, StaffRole, User
    from users.sessions import SessionStore


class KnownRequest(HttpRequest):
    """Which host was asked (`tenants/middleware.py`), and who asks (`users/middleware.py`)."""

    kind: Literal["public", "provider", "workspace"]
    tenant: Tenant | None  # on its own host only

    session: SessionStore
    user: User | AnonymousUser
    key: Key | None  # the membership here
    staff: StaffRole | None  # what they may on the provider's host
    api_token: ApiToken | None  # a program asks, and by which

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """Django's own, also where DRF has wrapped it."""
        return cast(Self, getattr(request, "_request", request))


class WorkspaceRequest(KnownRequest):
    """On a workspace's host, past `RoomMiddleware`: somebody with a key, or a program of theirs."""

    tenant: Tenant
    user: User
    key: Key


class StaffRequest(KnownRequest):
    """A person of the provider's, whom the console (`users/console.py`) or the API on the provider's
    host (`config.api.Closed`) has let in."""

    user: User
    staff: StaffRole
