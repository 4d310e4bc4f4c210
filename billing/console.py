"""What is paid for a workspace, for the provider's staff."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from billing.account import TONES
from billing.facts import facts_for_staff
from billing.models import Subscription
from tenants.models import Tenant
from users.console import looks


@require_safe
@looks("billing")
def subscription(request: HttpRequest, id: UUID) -> HttpResponse:
    """Plan, price, trial and who pays; to be changed by the API."""
    tenant = get_object_or_404(Tenant, pk=id)
    found = Subscription.objects.told().filter(tenant=tenant).first()
    told = {
        "workspace": tenant,
        "subscription": found,
        "facts": facts_for_staff(found) if found else [],
        "tone": TONES[found.state] if found else "",
    }
    return render(request, "billing/console.html", told)
