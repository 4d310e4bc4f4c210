"""Pages on which a draft is written."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from workspace.catalogue.models import Item
from workspace.members.acting import acting_member
from workspace.roles import changes
from workspace.sales.errors import AlreadyIssued
from workspace.sales.forms import CreditSheet, DraftSheet
from workspace.sales.models import CreditNote, Invoice
from workspace.sales.views.found import FRESH, MODELS, found

SUGGESTED = 1000


@changes("sales")
def new(request: HttpRequest) -> HttpResponse:
    return _new(request, Invoice)


@changes("sales")
def new_credit_note(request: HttpRequest) -> HttpResponse:
    """One that stands alone; an invoice is credited from its own page."""
    return _new(request, CreditNote)


def _new(request: HttpRequest, model: type[Invoice] | type[CreditNote]) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    sheet = DraftSheet(model, data=posted, party=request.GET.get("party", ""))
    return _written(request, sheet, kind=model.KIND)


@changes("sales")
def edit(request: HttpRequest, document_id: UUID) -> HttpResponse:
    document = found(document_id)
    if document.is_issued:
        messages.error(request, str(AlreadyIssued.detail))
        return redirect("sales:document", document.pk)
    posted = request.POST if request.method == "POST" else None
    sheet: DraftSheet | CreditSheet
    if document.credits_id:
        sheet = CreditSheet(document, posted)
    else:
        sheet = DraftSheet(MODELS[document.kind], document, posted)
    is_fresh = bool(document.credits_id) and FRESH in request.GET
    return _written(request, sheet, kind=document.kind, is_fresh=is_fresh)


def _written(
    request: HttpRequest, sheet: Any, *, kind: str, is_fresh: bool = False
) -> HttpResponse:
    if sheet.adds_a_line:
        sheet.ask_on()
    elif request.method == "POST":
        document = sheet.saved(by=acting_member(request))
        if document is not None:
            messages.success(request, _("The draft is saved."))
            return redirect("sales:document", document.pk)
    context = {
        "sheet": sheet,
        "form": sheet.form,
        "kind": kind,
        "items": _suggested(),
        "is_fresh": is_fresh,
    }
    return render(request, "sales/draft.html", context)


def _suggested() -> Any:
    """Names and codes that a line's description may begin with."""
    return Item.objects.active().values_list("name", "code")[:SUGGESTED]
