"""A list: a whole page, and for a live search only what it found."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

PLACE = "found"  # its id in the page, templates/parts/found.html
_ALWAYS_SEEN = {"q", "party"}


def answer_list(request: HttpRequest, app: str, context: dict[str, Any]) -> HttpResponse:
    """`app/list.html`, or `app/found.html` alone for htmx. `context` has the search and the page."""
    context |= {
        "found": f"{app}/found.html",
        "is_narrowed": bool(set(context["search"].form.changed_data) - _ALWAYS_SEEN),
    }
    if request.headers.get("HX-Target") == PLACE:
        answer = render(request, "parts/found_alone.html", context)
        answer["HX-Push-Url"] = _address(request)
    else:
        answer = render(request, f"{app}/list.html", context)
    patch_vary_headers(answer, ["HX-Target"])
    return answer


def _address(request: HttpRequest) -> str:
    """Where the same list stands, without the fields that are empty."""
    filled = QueryDict(mutable=True)
    for name, values in request.GET.lists():
        if any(values):
            filled.setlist(name, values)
    return f"{request.path}?{filled.urlencode()}" if filled else request.path
