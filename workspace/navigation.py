"""The rooms of a business in the side bar, for every page of a workspace."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# In the order of the side bar: (what it is called, the page's name).
ROOMS: list[tuple[Promise, str]] = [
    (_("Today"), "today"),
    (_("Sales"), "sales:invoices"),
    (_("Money"), "money:payments"),
    (_("Customers"), "parties:list"),
    (_("Items"), "catalogue:list"),
    (_("Imports"), "imports:list"),
    (_("People"), "people"),
    (_("Settings"), "company:edit"),
]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The part of a page's context that leads on. It asks the database nothing."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    here = known and getattr(request, "tenant", None) is not None
    return {"navigation": _places(request) if here else []}


def _places(request: HttpRequest) -> list[dict[str, Any]]:
    places = []
    for name, page in ROOMS:
        try:
            url = reverse(page)
        except NoReverseMatch:
            continue
        is_current = request.path == url if url == "/" else request.path.startswith(url)
        places.append({"name": name, "url": url, "current": is_current})
    return places
