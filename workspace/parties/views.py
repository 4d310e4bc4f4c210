from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from workspace.company.models import Company
from workspace.listing import answer_list
from workspace.members.acting import acting_member
from workspace.money.owed import balances_of
from workspace.parties.facts import facts_of
from workspace.parties.filters import PartySearch
from workspace.parties.forms import PartyForm
from workspace.parties.models import Party
from workspace.roles import changes, may_change


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    search = PartySearch(request.GET, Party.objects.all())
    page = Paginator(search.qs, 50).get_page(request.GET.get("page"))
    context = {
        "search": search,
        "page": page,
        "is_empty": not page.paginator.count and not request.GET,
        "may_change": may_change(request, "parties"),
    }
    return answer_list(request, "parties", context)


@require_safe
def show(request: HttpRequest, party_id: UUID) -> HttpResponse:
    party = _party(party_id)
    context = {
        "party": party,
        "facts": facts_of(party),
        "may_change": may_change(request, "parties"),
        "invoice_url": _invoice_url(request, party),
        "balances": balances_of(party),
        "payment_url": _payment_url(request, party),
    }
    return render(request, "parties/show.html", context)


@changes("parties")
def new(request: HttpRequest) -> HttpResponse:
    party = Party(country=Company.objects.the_one().country)
    form = PartyForm(request.POST or None, row=party)
    if request.method == "POST" and form.is_valid():
        made = Party(**form.cleaned_data)
        if form.saved(partial(made.make, by=acting_member(request))):
            messages.success(request, _("%(name)s is added.") % {"name": made})
            return redirect("parties:show", made.pk)
    return render(request, "parties/new.html", {"form": form})


@changes("parties")
def edit(request: HttpRequest, party_id: UUID) -> HttpResponse:
    party = _party(party_id)
    form = PartyForm(request.POST or None, row=party)
    if request.method == "POST" and form.is_valid():
        if form.saved(partial(party.change, form.cleaned_data, by=acting_member(request))):
            messages.success(request, _("%(name)s is saved.") % {"name": party})
            return redirect("parties:show", party.pk)
        party = _party(party_id)
    return render(request, "parties/edit.html", {"form": form, "party": party})


@require_POST
@changes("parties")
def archive(request: HttpRequest, party_id: UUID) -> HttpResponse:
    party = _party(party_id)
    party.archive(by=acting_member(request))
    undo = reverse("parties:restore", args=[party.pk])
    messages.success(request, _("%(name)s is archived.") % {"name": party}, extra_tags=undo)
    return redirect("parties:list")


@require_POST
@changes("parties")
def restore(request: HttpRequest, party_id: UUID) -> HttpResponse:
    party = _party(party_id)
    party.restore(by=acting_member(request))
    messages.success(request, _("%(name)s is back in the list.") % {"name": party})
    return redirect("parties:show", party.pk)


def _invoice_url(request: HttpRequest, party: Party) -> str:
    """Where an invoice to them begins, for those who may write one."""
    if party.is_archived or not may_change(request, "sales"):
        return ""
    return f"{reverse('sales:new')}?party={party.pk}"


def _payment_url(request: HttpRequest, party: Party) -> str:
    """Where what they paid is recorded, for those who may. Also of an archived one: debts stay."""
    if not may_change(request, "payments"):
        return ""
    return f"{reverse('money:new')}?party={party.pk}"


def _party(party_id: UUID) -> Party:
    return get_object_or_404(Party.objects.all(), pk=party_id)
