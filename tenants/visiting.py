"""Pages and APIs of the public room on a workspace's host: about its people and their programs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from tenants.actor import Actor
from tenants.models import Tenant
from tenants.rooms import public_room

Page = Callable[..., HttpResponse]


def in_public(view: Page) -> Page:
    """The workspace waits meanwhile: nothing of it is read or written."""

    @wraps(view)
    def visiting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with public_room():
            return view(request, *args, **kwargs)

    return visiting


class InPublic:
    """The same for a view of the API."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with public_room():
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc,no-any-return]


def acting(request: Any) -> Actor:
    """Who asks on a workspace's host: a person, and the program that asks for it."""
    token = getattr(request, "api_token", None)
    return Actor(user=request.user, client=token.prefix if token else "")


def tenant_of(request: HttpRequest | Any) -> Tenant:
    asked: Any = getattr(request, "_request", request)
    found: Tenant = asked.tenant
    return found
