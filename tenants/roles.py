"""What each role may look at and change, area by area: the table of `docs/roles.md`.

A program's token may be narrowed to some of the areas; it never may more than the person's role.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from tenants.request import KnownRequest

EVERYBODY = frozenset({"owner", "accountant", "sales", "purchaser", "viewer"})
OFFICE = frozenset({"owner", "accountant"})
SELLERS = OFFICE | {"sales"}


@dataclass(frozen=True)
class Area:
    """A part of a workspace that is opened to a role as a whole."""

    name: Promise
    changes: frozenset[str]
    looks: frozenset[str] = EVERYBODY


AREAS: dict[str, Area] = {
    "company": Area(_("Company"), changes=OFFICE),
    "parties": Area(_("Customers and suppliers"), changes=SELLERS | {"purchaser"}),
    "items": Area(_("Items"), changes=SELLERS | {"purchaser"}),
    "sales": Area(_("Sales"), changes=SELLERS),
    "payments": Area(_("Money"), changes=SELLERS, looks=EVERYBODY - {"purchaser"}),
    "imports": Area(_("Imports"), changes=SELLERS, looks=EVERYBODY - {"purchaser"}),
    "people": Area(_("People"), changes=frozenset({"owner"})),
    "invitations": Area(_("Invitations"), changes=frozenset({"owner"}), looks=frozenset({"owner"})),
    "programs": Area(_("Programs"), changes=OFFICE, looks=OFFICE),
}


def may_look(request: HttpRequest, area: str) -> bool:
    return _may(request, area, AREAS[area].looks, writes=False)


def may_change(request: HttpRequest, area: str) -> bool:
    return _may(request, area, AREAS[area].changes, writes=True)


def _may(request: HttpRequest, area: str, roles: frozenset[str], *, writes: bool) -> bool:
    """The role as it is now: it is read with each request."""
    asked = KnownRequest.of(request)
    if asked.key is None or asked.key.role not in roles:
        return False
    return asked.api_token is None or asked.api_token.may(area, writes=writes)


class RoleAllows(BasePermission):
    """A view's `changes` names its area: who may look there, and whom its other methods serve.
    `looks` names the area of a view that is only read."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if request.method not in view.allowed_methods:
            return True  # what the view does not know it refuses itself, with 405
        area = getattr(view, "changes", None) or view.looks  # type: ignore[attr-defined]
        allowed = may_look if request.method in SAFE_METHODS else may_change
        if allowed(request, area):
            return True
        raise PermissionDenied


Page = Callable[..., HttpResponse]


def changes(area: str) -> Callable[[Page], Page]:
    """A page that only those may use who may change this. Others get 403, with a page."""
    return _guard(lambda request: may_change(request, area))


def looks(area: str) -> Callable[[Page], Page]:
    """A page that only those may see who may look at this. Others get 403, with a page."""
    return _guard(lambda request: may_look(request, area))


def _guard(allowed: Callable[[HttpRequest], bool]) -> Callable[[Page], Page]:
    def guard(view: Page) -> Page:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not allowed(request):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard
