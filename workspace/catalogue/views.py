from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from workspace.catalogue.filters import ItemSearch
from workspace.catalogue.forms import ItemForm
from workspace.catalogue.models import Item
from workspace.company.models import Company
from workspace.listing import answer_list
from workspace.members.acting import acting_member
from workspace.roles import changes, may_change
from workspace.vat.codes import pack_of


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    search = ItemSearch(request.GET, Item.objects.all())
    page = Paginator(search.qs, 50).get_page(request.GET.get("page"))
    company = Company.objects.the_one()
    _as_of_today(page, company)
    context = {
        "search": search,
        "page": page,
        "is_empty": not page.paginator.count and not request.GET,
        "may_change": may_change(request, "items"),
        "currency": company.currency,
    }
    return answer_list(request, "catalogue", context)


def _as_of_today(items: Any, company: Company) -> None:
    """Rows that tell the VAT of today, whenever they were saved."""
    pack, today = pack_of(company.country), timezone.localdate()
    for item in items:
        item.vat_category, item.vat_rate = item.vat_on(today, pack)


@changes("items")
def new(request: HttpRequest) -> HttpResponse:
    form = ItemForm(request.POST or None, row=Item.objects.blank())
    if request.method == "POST" and form.is_valid():
        made = Item(**form.cleaned_data)
        if form.saved(partial(made.make, by=acting_member(request))):
            messages.success(request, _("%(name)s is added.") % {"name": made})
            return redirect("catalogue:list")
    return render(request, "catalogue/new.html", {"form": form})


@changes("items")
def edit(request: HttpRequest, item_id: UUID) -> HttpResponse:
    item = _item(item_id)
    form = ItemForm(request.POST or None, row=item)
    if request.method == "POST" and form.is_valid():
        if form.saved(partial(item.change, form.cleaned_data, by=acting_member(request))):
            messages.success(request, _("%(name)s is saved.") % {"name": item})
            return redirect("catalogue:list")
        item = _item(item_id)
    return render(request, "catalogue/edit.html", {"form": form, "item": item})


@require_POST
@changes("items")
def archive(request: HttpRequest, item_id: UUID) -> HttpResponse:
    item = _item(item_id)
    item.archive(by=acting_member(request))
    undo = reverse("catalogue:restore", args=[item.pk])
    messages.success(request, _("%(name)s is archived.") % {"name": item}, extra_tags=undo)
    return redirect("catalogue:list")


@require_POST
@changes("items")
def restore(request: HttpRequest, item_id: UUID) -> HttpResponse:
    item = _item(item_id)
    item.restore(by=acting_member(request))
    messages.success(request, _("%(name)s is back in the list.") % {"name": item})
    return redirect("catalogue:list")


def _item(item_id: UUID) -> Item:
    item: Item = get_object_or_404(Item.objects.all(), pk=item_id)
    return item
