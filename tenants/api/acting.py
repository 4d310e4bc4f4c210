from __future__ import annotations

from rest_framework.request import Request

from tenants.actor import Actor
from users.models import ApiToken


def client_of(request: Request) -> Actor:
    """The program of the provider that asks. Nobody else comes through the provider's host."""
    token = request.auth
    assert isinstance(token, ApiToken)  # noqa: S101 - Closed lets no other in
    return Actor.of_token(token)
