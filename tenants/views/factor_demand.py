"""Whether a workspace lets people in without a second factor: its owner says so, on the public host."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from config.errors import Refusal
from tenants.confirmed.factor_demand import ask_before_demanding, ask_before_freeing
from tenants.models import FactorDemand
from tenants.views.life import owned


@never_cache
@require_POST
@login_required
def demand(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody is thrown out by it, so it is confirmed. A repeat changes nothing."""
    workspace = owned(request, slug)
    if not FactorDemand.objects.filter(tenant=workspace).exists():
        try:
            return ask_before_demanding(request, workspace)
        except Refusal as refusal:
            messages.error(request, str(refusal.detail))
    return redirect("workspace", slug=slug)


@never_cache
@require_POST
@login_required
def free(request: HttpRequest, slug: str) -> HttpResponse:
    """It becomes less safe by it, so it is confirmed."""
    return ask_before_freeing(request, owned(request, slug))
