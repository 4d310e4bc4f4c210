"""Who has a key to a tenant, as its people are shown each other."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from tenants.models import Membership, Tenant


def people_of(tenant: Tenant) -> Any:
    """By name, each with the person and whether a second factor guards the sign-in."""
    factors = Authenticator.objects.filter(user=OuterRef("user")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    keys = Membership.objects.filter(tenant=tenant).select_related("user", "tenant")
    return keys.annotate(has_second_factor=Exists(factors)).order_by("user__name", "pk")
