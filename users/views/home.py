from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from tenants.models import Tenant
from users.models import Staff


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The start of the public host: one's workspaces, or who we are."""
    if not request.user.is_authenticated:
        return render(request, "public/home.html")
    mine = Tenant.objects.open_to(request.user).order_by("name", "slug")
    owned = Tenant.objects.owned_by(request.user).order_by("name", "slug")
    told = {"workspaces": mine, "owned": owned}
    told["works_for_provider"] = Staff.objects.filter(person=request.user).exists()
    return render(request, "users/workspaces.html", told)


@require_GET
def signed_out(request: HttpRequest) -> HttpResponse:
    return render(request, "users/signed_out.html")
