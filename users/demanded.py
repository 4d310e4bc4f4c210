"""What a workspace that demands a second factor asks on the public host, of people and of sign-ins."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from tenants.errors import SecondFactorWanted
from tenants.models import Tenant
from users.errors import ProveAgain
from users.factors.held import factors_of
from users.models import User
from users.proven import came_by_factor


def refuse_without_factor(request: HttpRequest, tenant: Tenant, *, back: str = "") -> None:
    """Where it demands one, this person holds a factor and this sign-in has proven one (or a code on
    paper). `back` is where a page goes on after that. At most two queries.

    Raises SecondFactorWanted and ProveAgain, which lead a page to where it is put right.
    """
    if getattr(tenant, "factor_demand", None) is None:
        return
    told = f"?{urlencode({'next': back})}"
    person = cast(User, request.user)
    if not factors_of(person).exists():
        refusal = SecondFactorWanted()
        refusal.leads_to = reverse("factor-wanted", args=[tenant.slug]) + told
        raise refusal
    if not came_by_factor(request, person):
        again = ProveAgain()
        again.leads_to = reverse("prove-again") + told
        raise again


def refuse_owner_without_factor(request: HttpRequest, tenant: Tenant) -> None:
    """The same for an owner's page on the public host, which is come back to: what was sent to it is
    not repeated, so that leads to the workspace's own page."""
    is_sent = request.method not in {"GET", "HEAD"}
    own = reverse("workspace", args=[tenant.slug])
    refuse_without_factor(request, tenant, back=own if is_sent else request.get_full_path())
