"""The lists of invoices and of credit notes."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workspace.listing import answer_list, with_sums
from workspace.money.settlement import with_settlement
from workspace.roles import may_change
from workspace.sales.filters import DocumentSearch, InvoiceSearch
from workspace.sales.models import CreditNote, Document, Invoice


@require_safe
def invoices(request: HttpRequest) -> HttpResponse:
    return _list(request, Invoice)


@require_safe
def credit_notes(request: HttpRequest) -> HttpResponse:
    return _list(request, CreditNote)


def _list(request: HttpRequest, model: type[Document]) -> HttpResponse:
    """Three queries, whatever the length: who asks, the sums, the rows."""
    kind_of_search = InvoiceSearch if model is Invoice else DocumentSearch
    search = kind_of_search(request.GET, with_settlement(model.objects.to_list()))
    sums = search.qs.sums(left=Sum("open", default=0))
    context = {
        **with_sums(request, search, sums),
        "kind": model.KIND,
        "may_change": may_change(request, "sales"),
        "tabs": _tabs(model.KIND),
    }
    return answer_list(request, "sales", context)


def _tabs(kind: str) -> list[dict[str, Any]]:
    sides = [
        (Invoice.KIND, _("Invoices"), "sales:invoices"),
        (CreditNote.KIND, _("Credit notes"), "sales:credit_notes"),
    ]
    return [{"name": name, "url": reverse(url), "current": one == kind} for one, name, url in sides]
