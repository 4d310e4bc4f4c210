"""The owner's pages about the hosts of a workspace; on the public host, like those about its life."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import View

from config.errors import Refusal
from tenants.actor import Actor
from tenants.confirmed.own_domains import ask_before_primary
from tenants.forms.life import HostForm
from tenants.models import Claim, Tenant
from tenants.views.life import owned
from tenants.workflows.own_domains import (
    ask_for_proof,
    claim_domain,
    give_up_domain,
    make_our_host_primary,
)


def _acting(request: HttpRequest) -> Actor:
    return Actor(user=request.user)  # type: ignore[arg-type]


def _claimed(request: HttpRequest, slug: str, id: UUID) -> tuple[Tenant, Claim]:
    workspace = owned(request, slug)
    found: Claim = get_object_or_404(workspace.claims.select_related("domain"), pk=id)
    return workspace, found


@method_decorator([never_cache, login_required], name="dispatch")
class DomainsView(View):
    """The hosts that lead to the workspace or are to do so, and a form for one more."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self._show(request, owned(request, slug), HostForm())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        workspace, form = owned(request, slug), HostForm(request.POST)
        if form.is_valid():
            try:
                host = form.cleaned_data["host"]
                claim, _is_new = claim_domain(workspace.id, host=host, by=_acting(request))
                return redirect("workspace-domain", slug=slug, id=claim.pk)
            except Refusal as refusal:
                form.add_error("host", str(refusal.detail))
        return self._show(request, workspace, form)

    def _show(self, request: HttpRequest, workspace: Tenant, form: HostForm) -> HttpResponse:
        claims = workspace.claims.all().in_order()
        told = {"workspace": workspace, "claims": claims, "form": form}
        return render(request, "tenants/domains.html", told)


@never_cache
@login_required
@require_GET
def domain(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """What to set in DNS, what was found there, and what may be done."""
    workspace, claim = _claimed(request, slug, id)
    return render(request, "tenants/domain.html", {"workspace": workspace, "claim": claim})


@never_cache
@require_POST
@login_required
def ask(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    _workspace, claim = _claimed(request, slug, id)
    _try(request, lambda: ask_for_proof(claim, by=_acting(request)))
    return redirect("workspace-domain", slug=slug, id=id)


@never_cache
@require_POST
@login_required
def primary(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Once it is confirmed. A repeat changes nothing."""
    workspace, claim = _claimed(request, slug, id)
    try:
        asked = ask_before_primary(request, workspace, claim)
    except Refusal as refusal:
        messages.error(request, str(refusal.detail))
        asked = None
    return asked or redirect("workspace-domain", slug=slug, id=id)


@never_cache
@require_POST
@login_required
def our_host_primary(request: HttpRequest, slug: str) -> HttpResponse:
    workspace = owned(request, slug)
    done = _try(request, lambda: make_our_host_primary(workspace.id, by=_acting(request)))
    if done:
        said = _("Your people are sent to %(host)s now.") % {"host": workspace.host}
        messages.success(request, said)
    return redirect("workspace-domains", slug=slug)


@never_cache
@require_POST
@login_required
def remove(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    _workspace, claim = _claimed(request, slug, id)
    if _try(request, lambda: give_up_domain(claim, by=_acting(request))):
        said = _("%(host)s no longer leads to this workspace.") % {"host": claim.host}
        messages.success(request, said)
    return redirect("workspace-domains", slug=slug)


def _try(request: HttpRequest, verb: Callable[[], None]) -> bool:
    """False if it is refused; the reason is told on the page that follows."""
    try:
        verb()
    except Refusal as refusal:
        messages.error(request, str(refusal.detail))
        return False
    return True
