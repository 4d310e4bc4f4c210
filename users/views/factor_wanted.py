"""A workspace wants a second factor, and this person holds none, or one of today: why, and the way to
one and back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tenants.errors import SecondFactorWanted
from tenants.models import FactorDemand, Tenant
from users.demanded import what_is_wanted
from users.factors.held import CONFIRMS_FROM, awaiting_trust, factors_of, has_cooled
from users.models import User
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
    wanted = what_is_wanted(request)
    if not isinstance(wanted, SecondFactorWanted) or not _is_demanded(tenant):
        return HttpResponseRedirect(onward)
    request.session[ONWARD] = onward
    told = {"workspace": tenant, **_cooling(cast(User, request.user))}
    return render(request, "users/factor_wanted.html", told)


def _is_demanded(tenant: Tenant) -> bool:
    return FactorDemand.objects.filter(tenant=tenant).exists()


def _cooling(person: User) -> dict[str, Any]:
    """What is of today: when it will do, and whether the phone can say yes to it."""
    times = [row.data[CONFIRMS_FROM] for row in factors_of(person) if not has_cooled(row)]
    if not times:
        return {}
    return {
        "from": datetime.fromtimestamp(min(times), UTC),
        "awaiting_trust": awaiting_trust(person),
    }
