"""Pages: send a file, watch it being taken in, see what was refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from config.errors import Refusal
from workspace.company.models import Company
from workspace.imports.forms import FileForm
from workspace.imports.models import Import
from workspace.imports.workflows.undo import undo_import
from workspace.members.acting import acting_member
from workspace.roles import changes, looks, may_change

ROWS = 50


@require_http_methods(["GET", "HEAD", "POST"])
@looks("imports")
def imports(request: HttpRequest) -> HttpResponse:
    """The imports so far, and the form that begins one."""
    if request.method == "POST":
        return _receive(request)
    return _listed(request, FileForm(initial={"currency": Company.objects.the_one().currency}))


@require_safe
@looks("imports")
def one_import(request: HttpRequest, import_id: UUID) -> HttpResponse:
    one = get_object_or_404(Import.objects.select_related("created_by", "undone_by"), pk=import_id)
    context = {
        "import": one,
        "refused": Paginator(one.refused.in_order(), ROWS).get_page(request.GET.get("page")),
        "may_undo": one.can_be_undone and may_change(request, "imports"),
    }
    return render(request, "imports/import.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@changes("imports")
def undo(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Says how many documents go, and asks; then they go."""
    one = get_object_or_404(Import.objects.all(), pk=import_id)
    refusal = _undone(request, one) if request.method == "POST" else None
    if (request.method == "POST" and refusal is None) or not one.can_be_undone:
        return redirect("imports:one", import_id=one.pk)
    context = {"import": one, "refusal": refusal}
    return render(request, "imports/undo.html", context, status=refusal.status if refusal else 200)


def _undone(request: HttpRequest, one: Import) -> Refusal | None:
    try:
        undo_import(one.pk, by=acting_member(request))
    except Refusal as refusal:
        return refusal
    messages.success(request, _("The import is undone."))
    return None


@require_safe
@looks("imports")
def progress(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The bar alone, asked for once a second; when it is over, the whole page is to be read."""
    one = get_object_or_404(Import.objects.all(), pk=import_id)
    answer = render(request, "imports/progress.html", {"import": one})
    if one.is_over:
        answer["HX-Refresh"] = "true"
    return answer


def _receive(request: HttpRequest) -> HttpResponse:
    if not may_change(request, "imports"):
        raise PermissionDenied
    form = FileForm(request.POST, request.FILES)
    one = form.receive(by=acting_member(request)) if form.is_valid() else None
    if one is None:
        return _listed(request, form, status=422)
    return redirect("imports:one", import_id=one.pk)


def _listed(request: HttpRequest, form: FileForm, status: int = 200) -> HttpResponse:
    found = Import.objects.newest_first().select_related("created_by")
    context: dict[str, Any] = {
        "form": form if may_change(request, "imports") else None,
        "page": Paginator(found, ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "imports/list.html", context, status=status)
