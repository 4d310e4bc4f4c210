"""The list of payments."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from workspace.listing import answer_list
from workspace.money.filters import PaymentSearch
from workspace.money.models import Payment
from workspace.parties.models import Party
from workspace.roles import may_change

SHOWN = 50


class _Counted(Paginator[Any]):
    """The sums at the foot know how many there are."""

    def __init__(self, rows: Any, sums: list[dict[str, Any]]) -> None:
        super().__init__(rows, SHOWN)
        self._sums = sums

    @cached_property
    def count(self) -> int:
        return sum(sum_["count"] for sum_ in self._sums)


@require_safe
def payments(request: HttpRequest) -> HttpResponse:
    """The sums and the rows, whatever the length."""
    search = PaymentSearch(request.GET, Payment.objects.to_list())
    sums = search.qs.sums()
    context = {
        "search": search,
        "page": _Counted(search.qs, sums).get_page(request.GET.get("page")),
        "sums": sums,
        "currency": sums[0]["currency"] if len(sums) == 1 else "",
        "is_empty": not sums and not request.GET,
        "party": _party(search),
        "may_change": may_change(request, "payments"),
    }
    return answer_list(request, "money", context)


def _party(search: PaymentSearch) -> Party | None:
    wanted = search.form.cleaned_data.get("party") if search.form.is_valid() else None
    return Party.objects.filter(pk=wanted).first() if wanted else None
