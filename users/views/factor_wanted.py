"""A workspace wants a second factor, and this person holds none: why, and the way to one and back."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tenants.models import FactorDemand, Tenant
from users.paths import next_of, own_path

ONWARD = "after_the_factor"  # in the session: where to go once it is added


@never_cache
@require_GET
@login_required
def factor_wanted(request: HttpRequest, slug: str) -> HttpResponse:
    """Public host. No key and no such workspace look the same. `next` is a page of this host, `path`
    one of the workspace."""
    mine = Tenant.objects.filter(memberships__user=request.user)
    tenant: Tenant = get_object_or_404(mine, slug=slug)
    path = own_path(request.GET.get("path"))
    onward = next_of(request) or f"{reverse('go', args=[slug])}?{urlencode({'path': path})}"
    if not FactorDemand.objects.unmet_by(request.user).filter(tenant=tenant).exists():
        return HttpResponseRedirect(onward)
    request.session[ONWARD] = onward
    return render(request, "users/factor_wanted.html", {"workspace": tenant})
