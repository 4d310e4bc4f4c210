"""Each workspace holds one member more, who bears its name: whose row is read can be told."""

from __future__ import annotations

import uuid

from tenants.models import Tenant
from tenants.rooms import workspace_of
from workspace.members.models import Member


def mark(*tenants: Tenant) -> None:
    for tenant in tenants:
        with workspace_of(tenant):
            Member.objects.create(membership_id=uuid.uuid4(), name=tenant.slug, email="m@x.example")


def names() -> set[str]:
    return set(Member.objects.filter(name__in=["acme", "globex"]).values_list("name", flat=True))
