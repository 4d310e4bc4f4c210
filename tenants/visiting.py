"""Pages and APIs of the public room on a workspace's host: about its people and their programs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from tenants.actor import Actor
from tenants.models import Tenant
from tenants.request import WorkspaceRequest
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


def acting(request: HttpRequest) -> Actor:
    """Who asks on a workspace's host: a person, and the program that asks for it."""
    asked = WorkspaceRequest.of(request)
    return Actor(user=asked.user, client=asked.api_token.prefix if asked.api_token else "")


def tenant_of(request: HttpRequest) -> Tenant:
    return WorkspaceRequest.of(request).tenant
