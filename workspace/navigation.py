"""The rooms of a business in the side bar, for every page of a workspace."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workspace.roles import AREAS, may_look

# In the order of the side bar: (what it is called, the page's name, its area of `tenants/roles.py`).
ROOMS: list[tuple[Promise, str, str]] = [
    (_("Today"), "today", ""),
    (_("Sales"), "sales:invoices", "sales"),
    (_("Money"), "money:payments", "payments"),
    (_("Customers"), "parties:list", "parties"),
    (_("Items"), "catalogue:list", "items"),
    (_("Imports"), "imports:list", "imports"),
    (_("People"), "people", "people"),
    (_("Settings"), "company:edit", "company"),
]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The part of a page's context that leads on. It asks the database nothing."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    here = known and getattr(request, "tenant", None) is not None
    if not here or getattr(request, "key", None) is None:
        return {"navigation": []}
    open_to_me = {area for area in AREAS if may_look(request, area)}
    return {"navigation": _places(request, open_to_me), "may_look": open_to_me}


def _places(request: HttpRequest, open_to_me: set[str]) -> list[dict[str, Any]]:
    places = []
    for name, page, area in ROOMS:
        if area and area not in open_to_me:
            continue
        try:
            url = reverse(page)
        except NoReverseMatch:
            continue
        is_current = request.path == url if url == "/" else request.path.startswith(url)
        places.append({"name": name, "url": url, "current": is_current})
    return places
