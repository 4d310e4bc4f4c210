"""Whether a workspace lets people in without a second factor: its owner says so, on the public host."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from config.errors import Refusal
from tenants.actor import Actor
from tenants.confirmed.factor_demand import ask_before_freeing
from tenants.views.life import owned
from tenants.workflows.demand_factor import demand_second_factor


@never_cache
@require_POST
@login_required
def demand(request: HttpRequest, slug: str) -> HttpResponse:
    workspace = owned(request, slug)
    try:
        demand_second_factor(workspace.pk, by=Actor(user=request.user))  # type: ignore[arg-type]
    except Refusal as refusal:
        messages.error(request, str(refusal.detail))
    else:
        messages.success(request, _("From now on everybody here needs a second factor."))
    return redirect("workspace", slug=slug)


@never_cache
@require_POST
@login_required
def free(request: HttpRequest, slug: str) -> HttpResponse:
    """It becomes less safe by it, so it is confirmed."""
    return ask_before_freeing(request, owned(request, slug))
