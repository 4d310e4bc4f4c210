"""The console on the provider's host: which rooms there are, and whom each of them serves."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants.request import KnownRequest

# In the order of the side bar: (what it is called, the page's name, its area of `docs/roles.md`,
# whether it is only there to change something).
ROOMS: list[tuple[Promise, str, str, bool]] = [
    (_("Workspaces"), "console-workspaces", "tenants", False),
    (_("People"), "console-people", "people", True),
    (_("Programs"), "console-programs", "tokens", False),
    (_("Staff"), "console-staff", "staff", False),
]

Page = Callable[..., HttpResponse]


def looks(area: str) -> Callable[[Page], Page]:
    """A page that staff may see whose role looks at this. Others get 403, with a page."""
    return _guard(area, writes=False)


def changes(area: str) -> Callable[[Page], Page]:
    """A page that staff may use whose role changes this. Others get 403, with a page."""
    return _guard(area, writes=True)


def _guard(area: str, *, writes: bool) -> Callable[[Page], Page]:
    def guard(view: Page) -> Page:
        @wraps(view)
        def guarded(request: KnownRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.staff is None or not request.staff.may(area, writes=writes):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


def rooms(request: HttpRequest) -> dict[str, Any]:
    """The part of a console page's context that leads on. It asks the database nothing."""
    staff = getattr(request, "staff", None)
    if staff is None:
        return {}
    return {"console_rooms": [_place(request, *room[:2]) for room in open_to(staff)]}


def open_to(staff: Any) -> list[tuple[Promise, str, str, bool]]:
    """The rooms of this role."""
    return [room for room in ROOMS if staff.may(room[2], writes=room[3])]


def _place(request: HttpRequest, name: Promise, page: str) -> dict[str, Any]:
    url = reverse(page)
    return {"name": name, "url": url, "current": request.path.startswith(url)}
