"""One document: as on paper, and what can be done with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from config.errors import Refusal
from workspace.logbook.models import Entry
from workspace.members.acting import acting_member
from workspace.money.paid import allocations_of
from workspace.roles import changes, may_change
from workspace.sales.models import Invoice
from workspace.sales.models.document import Credited
from workspace.sales.presented import presented
from workspace.sales.views.found import FRESH, found
from workspace.sales.views.obstacles import obstacles


@require_safe
def show(request: HttpRequest, document_id: UUID) -> HttpResponse:
    document = found(document_id)
    may = may_change(request, "sales")
    missing = {} if document.is_issued else document.missing()
    context = {
        "document": document,
        "paper": presented(document),
        "obstacles": obstacles(document, missing),
        "notes": _credit_notes(document),
        "may_change": may,
        "may_issue": may and not document.is_issued and not missing,
        "may_credit": may and _is_creditable(document),
        "allocations": allocations_of(document),
        "may_pay": may_change(request, "payments") and bool(document.open and document.open > 0),
    }
    return render(request, "sales/document.html", context)


@require_POST
@changes("sales")
def issue(request: HttpRequest, document_id: UUID) -> HttpResponse:
    document = found(document_id)
    try:
        document.issue(by=acting_member(request))
    except Refusal as refusal:
        messages.error(request, str(refusal.detail))
    else:
        messages.success(request, _("%(number)s is issued.") % {"number": document.label})
    return redirect("sales:document", document_id)


@require_POST
@changes("sales")
def credit(request: HttpRequest, document_id: UUID) -> HttpResponse:
    document = found(document_id)
    if not isinstance(document, Invoice):
        return redirect("sales:document", document_id)
    waited = document.credit_notes.drafts().exists()
    try:
        note = document.credit(by=acting_member(request))
    except Refusal as refusal:
        messages.error(request, str(refusal.detail))
        return redirect("sales:document", document_id)
    page = reverse("sales:edit", args=[note.pk])
    return redirect(page if waited else f"{page}?{FRESH}=1")


@require_POST
@changes("sales")
def discard(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """With `fresh` it cancels a credit note that was only begun: what was saved once stays."""
    document = found(document_id)
    edits = Entry.objects.filter(subject_id=document_id, verb="edited")
    if FRESH in request.POST and edits.exists():
        return redirect("sales:document", document_id)
    try:
        document.discard(by=acting_member(request))
    except Refusal as refusal:
        messages.error(request, str(refusal.detail))
        return redirect("sales:document", document_id)
    messages.success(request, _("The draft is thrown away."))
    if document.credits_id:
        return redirect("sales:document", document.credits_id)
    is_invoice = isinstance(document, Invoice)
    return redirect("sales:invoices" if is_invoice else "sales:credit_notes")


def _credit_notes(document: Any) -> list[Any]:
    """What takes this invoice back, drafts too."""
    if not isinstance(document, Invoice) or not document.is_issued:
        return []
    return list(document.credit_notes.select_related("series").order_by("id"))


def _is_creditable(document: Any) -> bool:
    return (
        isinstance(document, Invoice) and document.is_issued and document.credited != Credited.FULL  # type: ignore[attr-defined]
    )
