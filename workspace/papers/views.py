"""An issued document's PDF, and the letter that takes it to the customer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.errors import Refusal
from workspace.company.models import Company
from workspace.members.acting import acting_member
from workspace.papers.file_response import pdf_response
from workspace.papers.forms import SendForm, begun
from workspace.papers.models import Paper, Sending
from workspace.papers.workflows.send import sender_of
from workspace.roles import changes
from workspace.sales.views.found import found


@require_safe
def pdf(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The stored PDF, in the browser; a document that has none sends back to its page."""
    document = found(document_id)
    try:
        return pdf_response(Paper.objects.of(document))
    except Refusal as refusal:
        messages.error(request, str(refusal.detail))
        return redirect("sales:document", document_id)


@changes("sales")
def send(request: HttpRequest, document_id: UUID) -> HttpResponse:
    document = found(document_id)
    try:
        paper = Paper.objects.of(document)
    except Refusal as refusal:
        messages.error(request, str(refusal.detail))
        return redirect("sales:document", document_id)
    if request.method != "POST":
        form = SendForm(initial=begun(document, _again(request, paper)))
        return _page(request, document, paper, form)
    form = SendForm(request.POST)
    sending = form.send(document, by=acting_member(request)) if form.is_valid() else None
    if sending is None:
        return _page(request, document, paper, form)
    messages.success(request, _("It is on its way to %(to)s.") % {"to": sending.to})
    return redirect("sales:document", document_id)


def _page(request: HttpRequest, document: Any, paper: Paper, form: SendForm) -> HttpResponse:
    company = Company.objects.the_one()
    context = {
        "document": document,
        "form": form,
        "paper": paper,
        "sender": sender_of(company, paper.language),
        "reply_to": company.email,
    }
    return render(request, "papers/send.html", context)


def _again(request: HttpRequest, paper: Paper) -> Sending | None:
    """The letter that an address asks to be sent once more."""
    try:
        return paper.sendings.filter(pk=request.GET.get("again", "")).first()
    except ValidationError:
        return None
