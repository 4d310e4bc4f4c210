"""What a workspace that demands a second factor asks on the public host, of people and of sign-ins."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from config.errors import Refusal
from tenants.errors import SecondFactorCools, SecondFactorWanted
from tenants.models import Tenant
from users.errors import ProveAgain
from users.factors.held import factors_of, has_cooled
from users.models import User
from users.proven import came_by_paper, came_by_what_confirms


def refuse_without_factor(request: HttpRequest, tenant: Tenant, *, back: str = "") -> None:
    """Nothing, where the tenant demands none, or nothing is wanted of who asks. At most three queries.

    Raises SecondFactorWanted and ProveAgain, which lead a page to where it is put right; `back` is
    where it goes on after that.
    """
    if getattr(tenant, "factor_demand", None) is None:
        return
    refusal = what_is_wanted(request)
    if refusal is None:
        return
    is_there = isinstance(refusal, ProveAgain)
    there = reverse("prove-again") if is_there else reverse("factor-wanted", args=[tenant.slug])
    refusal.leads_to = f"{there}?{urlencode({'next': back})}"
    raise refusal


def what_is_wanted(request: HttpRequest) -> Refusal | None:
    """Where a second factor is demanded: none, if this person holds one that confirms by now, and this
    sign-in has proven such a one, or a code on paper, which stands in for it.

    Who has stolen a password adds a factor in a minute; it confirms nothing for a day.
    """
    person = cast(User, request.user)
    held = list(factors_of(person))
    if not held:
        return SecondFactorWanted()
    if not any(map(has_cooled, held)):
        return SecondFactorCools()
    if came_by_what_confirms(request) or came_by_paper(request):
        return None
    return ProveAgain()


def refuse_owner_without_factor(request: HttpRequest, tenant: Tenant) -> None:
    """The same for an owner's page on the public host, which is come back to: what was sent to it is
    not repeated, so that leads to the workspace's own page."""
    is_sent = request.method not in {"GET", "HEAD"}
    own = reverse("workspace", args=[tenant.slug])
    refuse_without_factor(request, tenant, back=own if is_sent else request.get_full_path())
