"""A list: a whole page, and for a live search only what it found."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property

PLACE = "found"  # its id in the page, templates/parts/found.html
_ALWAYS_SEEN = {"q", "party"}
SHOWN = 50  # rows on a page


class _Counted(Paginator[Any]):
    """The sums at the foot know how many there are."""

    def __init__(self, rows: Any, sums: list[dict[str, Any]]) -> None:
        super().__init__(rows, SHOWN)
        self._sums = sums

    @cached_property
    def count(self) -> int:
        return sum(sum_["count"] for sum_ in self._sums)


def with_sums(request: HttpRequest, search: Any, sums: list[dict[str, Any]]) -> dict[str, Any]:
    """A page of what the search found, with its sums by currency, each with a `count`. One query."""
    return {
        "search": search,
        "page": _Counted(search.qs, sums).get_page(request.GET.get("page")),
        "sums": sums,
        "currency": sums[0]["currency"] if len(sums) == 1 else "",
        "is_empty": not sums and not request.GET,
        "party": search.party_asked_for,
    }


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
