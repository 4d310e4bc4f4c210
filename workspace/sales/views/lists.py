"""The lists of invoices and of credit notes."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workspace.listing import answer_list
from workspace.money.settlement import with_settlement
from workspace.parties.models import Party
from workspace.roles import may_change
from workspace.sales.filters import DocumentSearch, InvoiceSearch
from workspace.sales.models import CreditNote, Document, Invoice

SHOWN = 50


@require_safe
def invoices(request: HttpRequest) -> HttpResponse:
    return _list(request, Invoice)


@require_safe
def credit_notes(request: HttpRequest) -> HttpResponse:
    return _list(request, CreditNote)


class _Counted(Paginator[Any]):
    """The sums at the foot know how many there are."""

    def __init__(self, rows: Any, sums: list[dict[str, Any]]) -> None:
        super().__init__(rows, SHOWN)
        self._sums = sums

    @cached_property
    def count(self) -> int:
        return sum(sum_["count"] for sum_ in self._sums)


def _list(request: HttpRequest, model: type[Document]) -> HttpResponse:
    """Three queries, whatever the length: who asks, the sums, the rows."""
    kind_of_search = InvoiceSearch if model is Invoice else DocumentSearch
    search = kind_of_search(request.GET, with_settlement(model.objects.to_list()))
    sums = search.qs.sums(left=Sum("open", default=0))
    context = {
        "kind": model.KIND,
        "search": search,
        "page": _Counted(search.qs, sums).get_page(request.GET.get("page")),
        "sums": sums,
        "currency": sums[0]["currency"] if len(sums) == 1 else "",
        "is_empty": not sums and not request.GET,
        "party": _party(search),
        "may_change": may_change(request, "sales"),
        "tabs": _tabs(model.KIND),
    }
    return answer_list(request, "sales", context)


def _party(search: DocumentSearch) -> Party | None:
    """The customer whose documents are shown, when the address names one."""
    wanted = search.form.cleaned_data.get("party") if search.form.is_valid() else None
    return Party.objects.filter(pk=wanted).first() if wanted else None


def _tabs(kind: str) -> list[dict[str, Any]]:
    sides = [
        (Invoice.KIND, _("Invoices"), "sales:invoices"),
        (CreditNote.KIND, _("Credit notes"), "sales:credit_notes"),
    ]
    return [{"name": name, "url": reverse(url), "current": one == kind} for one, name, url in sides]
