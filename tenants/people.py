"""Who has a key to a tenant and who is invited, as its people are shown each other."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Subquery

from post.models import Delivery
from tenants.models import Membership, Tenant
from tenants.workflows.invite import INVITATION


def people_of(tenant: Tenant) -> Any:
    """By name, each with the person and whether a second factor guards the sign-in."""
    factors = Authenticator.objects.filter(user=OuterRef("user")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    keys = Membership.objects.filter(tenant=tenant).select_related("user", "tenant")
    return keys.annotate(has_second_factor=Exists(factors)).order_by("user__name", "pk")


def invitations_of(tenant: Tenant) -> Any:
    """Those that nobody has accepted, by address; `came_back` says why the last mail did, if so."""
    mails = Delivery.objects.last_of(INVITATION, OuterRef("pk")).why_it_came_back()
    waiting = tenant.invitations.open().select_related("tenant")
    return waiting.annotate(came_back=Subquery(mails[:1])).order_by("email")
