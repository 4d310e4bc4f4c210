"""Pages on which a draft is written. What it comes to is reckoned here, also while somebody types."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from workspace.catalogue.models import Item
from workspace.members.acting import acting_member
from workspace.roles import changes
from workspace.sales.errors import AlreadyIssued
from workspace.sales.forms import CreditSheet, DraftSheet
from workspace.sales.models import CreditNote, Document, Invoice
from workspace.sales.views.found import FRESH, MODELS, found
from workspace.sales.views.obstacles import obstacles_here

SUGGESTED = 1000
_ROW = re.compile(r"lines-([0-9]{1,4})(-description)?")


@changes("sales")
def new(request: HttpRequest) -> HttpResponse:
    return _new(request, Invoice)


@changes("sales")
def new_credit_note(request: HttpRequest) -> HttpResponse:
    """One that stands alone; an invoice is credited from its own page."""
    return _new(request, CreditNote)


def _new(request: HttpRequest, model: type[Invoice] | type[CreditNote]) -> HttpResponse:
    sheet = DraftSheet(model, data=_posted(request), party=request.GET.get("party", ""))
    return _written(request, sheet, kind=model.KIND)


@changes("sales")
def edit(request: HttpRequest, document_id: UUID) -> HttpResponse:
    document = found(document_id)
    if document.is_issued:
        messages.error(request, str(AlreadyIssued.detail))
        return redirect("sales:document", document.pk)
    if document.credits_id:
        sheet: Any = CreditSheet(document, _posted(request))
        return _written(request, sheet, kind=document.kind, is_fresh=FRESH in request.GET)
    page = request.GET.get("lines", "1")
    sheet = DraftSheet(MODELS[document.kind], document, _posted(request), page=page)
    return _written(request, sheet, kind=document.kind)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _written(
    request: HttpRequest, sheet: Any, *, kind: str, is_fresh: bool = False
) -> HttpResponse:
    if sheet.asks and request.headers.get("HX-Request"):
        return render(request, "sales/draft_answer.html", _answer(request, sheet))
    if request.method == "POST" and not sheet.asks:
        document = sheet.saved(by=acting_member(request))
        if document is not None:
            messages.success(request, _("The draft is saved."))
            return redirect(_next(request, document))
    context = {"sheet": sheet, "form": sheet.form, "kind": kind, "is_fresh": is_fresh}
    if isinstance(sheet, DraftSheet):
        context |= {"items": _suggested(), **_sums(sheet), "rows": sheet.rows()}
    return render(request, sheet.template, context)


def _next(request: HttpRequest, document: Document) -> str:
    """The document, or another hundred of its lines."""
    page = request.POST.get("go", "")
    if page.isascii() and page.isdigit():
        return f"{reverse('sales:edit', args=[document.pk])}?lines={page}"
    return reverse("sales:document", args=[document.pk])


def _answer(request: HttpRequest, sheet: DraftSheet) -> dict[str, Any]:
    """What changes on the page: the sums, what is missing, and of the lines those concerned.

    A key pressed in a line concerns that line; its description, once left, may name an item.
    """
    asked_by = request.headers.get("HX-Trigger-Name") or request.headers.get("HX-Trigger", "")
    row = _ROW.fullmatch(asked_by)
    chosen = {int(row[1])} if row and row[2] else set()
    concerned = {int(row[1])} if row else set(sheet.places())
    filled = chosen & sheet.reckoning.filled.keys()
    if sheet.asks != "recalculate":
        filled, concerned = set(), set()
    here = concerned & set(sheet.places())
    return {
        **_sums(sheet),
        "rows": [sheet.row(place) for place in sorted(here)],
        "filled": [sheet.row(place) for place in sorted(filled)],
        "added": [sheet.row(sheet.places()[-1])] if sheet.asks == "add" else [],
        "total_forms": len(sheet.lines.forms),
        "with_vat": asked_by == "head",
    }


def _sums(sheet: DraftSheet) -> dict[str, Any]:
    reckoned = sheet.reckoning
    return {
        "totals": reckoned.totals,
        "currency": reckoned.currency,
        "is_readable": reckoned.is_readable,
        "obstacles": obstacles_here(reckoned.preview, reckoned.missing()),
        "kind": sheet.model.KIND,
    }


def _suggested() -> Any:
    """Names and codes that a line's description may begin with."""
    return Item.objects.active().values_list("name", "code")[:SUGGESTED]
