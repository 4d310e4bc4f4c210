"""What each role may change. Everybody with a key may look."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

WRITERS: dict[str, frozenset[str]] = {
    "company": frozenset({"owner", "accountant"}),
    "parties": frozenset({"owner", "accountant", "sales", "purchaser"}),
    "items": frozenset({"owner", "accountant", "sales", "purchaser"}),
    "sales": frozenset({"owner", "accountant", "sales"}),
    "payments": frozenset({"owner", "accountant", "sales"}),
    "imports": frozenset({"owner", "accountant", "sales"}),
}


def may_change(request: Any, what: str) -> bool:
    return request.key is not None and request.key.role in WRITERS[what]


class RoleAllows(BasePermission):
    """Reading is free to members; a view's `changes` names what its other methods change."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if request.method in SAFE_METHODS or request.method not in view.allowed_methods:
            return True  # what the view does not know it refuses itself, with 405
        if may_change(request._request, view.changes):  # type: ignore[attr-defined]
            return True
        raise PermissionDenied


Page = Callable[..., HttpResponse]


def changes(what: str) -> Callable[[Page], Page]:
    """A page that only those may use who may change this. Others get 403, with a page."""

    def guard(view: Page) -> Page:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may_change(request, what):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard
