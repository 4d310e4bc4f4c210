"""Pages: send a file, watch it being taken in, see what was refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from workspace.company.models import Company
from workspace.imports.forms import FileForm
from workspace.imports.models import Import
from workspace.members.acting import acting_member
from workspace.roles import may_change

ROWS = 50


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The imports so far, and the form that begins one."""
    if request.method == "POST":
        return _receive(request)
    return _listed(request, FileForm(initial={"currency": Company.objects.the_one().currency}))


@require_safe
def one_import(request: HttpRequest, import_id: UUID) -> HttpResponse:
    one = get_object_or_404(Import.objects.select_related("created_by"), pk=import_id)
    refused = Paginator(one.refused.in_order(), ROWS).get_page(request.GET.get("page"))
    return render(request, "imports/import.html", {"import": one, "refused": refused})


@require_safe
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
