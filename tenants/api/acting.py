from __future__ import annotations

from rest_framework.request import Request

from tenants.actor import Actor
from tenants.request import KnownRequest, StaffRequest
from users.models import ApiToken


def actor_of(request: Request) -> Actor:
    """The program or the person of the provider that asks. Nobody else comes through its host."""
    if isinstance(request.auth, ApiToken):
        return Actor.of_token(request.auth)
    asked = StaffRequest.of(request)
    assert asked.staff is not None  # noqa: S101 - Closed lets no other in
    return Actor.of_staff(asked.user)


def scopes_of(request: Request) -> str:
    """What it may, in words with spaces between."""
    asked = KnownRequest.of(request)
    holder = asked.api_token or asked.staff
    assert holder is not None  # noqa: S101 - Closed lets no other in
    return str(holder.scopes)
