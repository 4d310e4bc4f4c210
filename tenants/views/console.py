"""Workspaces from outside, for the provider's staff: who our tenants are, and their life. Nothing here
leads into one (P1)."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.errors import Refusal
from config.one_line import one_line
from i18n.writing import written_day
from tenants.actor import Actor
from tenants.models import Tenant
from tenants.request import StaffRequest
from tenants.workflows.suspend import lift, suspend
from users.console import changes, looks

SHOWN = 50  # rows on a page
TONES = {"open": "good", "suspended": "warn", "closed": "bad", "provisioning": "live"}


class SearchForm(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("Name or address"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class SuspensionForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        validators=[one_line],
        help_text=gettext_lazy("The people of the workspace read it on every page."),
    )


@require_safe
@looks("tenants")
def workspaces(request: StaffRequest) -> HttpResponse:
    """Those whose name or address has what is looked for in it; the newest first."""
    form = SearchForm(request.GET)
    wanted = form.cleaned_data["q"] if form.is_valid() else ""
    found = Tenant.objects.order_by("-id")
    if wanted:
        found = found.filter(Q(name__icontains=wanted) | Q(slug__icontains=wanted.lower()))
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    for each in page:
        each.tone = TONES.get(each.state, "")
    return render(request, "tenants/console/list.html", {"form": form, "page": page})


@require_safe
@looks("tenants")
def workspace(request: StaffRequest, id: UUID) -> HttpResponse:
    return _page(request, _one(id))


@require_http_methods(["GET", "HEAD", "POST"])
@changes("tenants")
def suspension(request: StaffRequest, id: UUID) -> HttpResponse:
    """Its people may look and change nothing, and read why."""
    tenant = _one(id)
    form = SuspensionForm(request.POST or None, initial={"reason": tenant.notice})
    if request.method == "POST" and form.is_valid():
        try:
            suspend(tenant.id, by=_staff(request), **form.cleaned_data)
            messages.success(request, _("%(name)s can only be read now.") % {"name": tenant.name})
            return redirect("console-workspace", tenant.id)
        except Refusal as refusal:
            form.add_error(None, str(refusal.detail))
    return render(request, "tenants/console/suspension.html", {"workspace": tenant, "form": form})


@require_POST
@changes("tenants")
def lifting(request: StaffRequest, id: UUID) -> HttpResponse:
    tenant = _one(id)
    lift(tenant.id, by=_staff(request))
    messages.success(request, _("%(name)s may write again.") % {"name": tenant.name})
    return redirect("console-workspace", tenant.id)


def _page(request: StaffRequest, tenant: Tenant) -> HttpResponse:
    staff = request.staff
    is_suspended = getattr(tenant, "suspension", None) is not None
    told = {
        "workspace": tenant,
        "tone": TONES.get(tenant.state, ""),
        "hosts": list(tenant.domains.order_by("-is_primary", "domain")),
        "facts": _facts(tenant),
        "is_suspended": is_suspended,
        "may_suspend": staff.may("tenants", writes=True) and (tenant.is_open or tenant.is_shut),
        "may_look_at_billing": staff.may("billing", writes=False),
    }
    return render(request, "tenants/console/one.html", told)


def _facts(tenant: Tenant) -> list[tuple[str, str]]:
    """Why its state is what it is."""
    rows = [(_("Suspended"), "suspension"), (_("Closed"), "closure")]
    stands = [(name, getattr(tenant, row, None)) for name, row in rows]
    return [(name, _written(row)) for name, row in stands if row is not None]


def _written(row: Any) -> str:
    day = written_day(row.at.date())
    if not row.reason:
        return _("since %(day)s") % {"day": day}
    return _("since %(day)s: %(reason)s") % {"day": day, "reason": row.reason}


def _one(id: UUID) -> Tenant:
    return cast(Tenant, get_object_or_404(Tenant.objects.with_its_life(), pk=id))


def _staff(request: StaffRequest) -> Actor:
    return Actor.of_staff(request.user)
