from __future__ import annotations

from uuid import UUID

from django.db import transaction

from jobs.models import Job
from tenants.actor import Actor
from tenants.errors import ClosedByProvider, NotClosable
from tenants.models import Closure, PublicEntry, Tenant


@transaction.atomic
def close(tenant_id: UUID, *, by: Actor, reason: str = "") -> Tenant:
    """Shut the door of a tenant; in the public room. Its data stays, its jobs wait.

    Leaves behind the closure, with who, when and why, and a logbook line. A repeat changes nothing.
    """
    tenant = Tenant.objects.held(tenant_id)
    if not (tenant.is_open or tenant.state == Tenant.State.CLOSED):
        raise NotClosable
    _, is_new = Closure.objects.get_or_create(
        tenant=tenant, defaults={**by.fields, "reason": reason}
    )
    if is_new:
        tenant.settle()
        PublicEntry.objects.write("tenant.closed", tenant, by=by, tenant=tenant)
    return tenant


@transaction.atomic
def reopen(tenant_id: UUID, *, by: Actor) -> Tenant:
    """Open the door again, with everything as it was; a suspension that stands goes on.

    What the provider closed only the provider reopens. A repeat changes nothing.
    """
    tenant = Tenant.objects.held(tenant_id)
    if tenant.state in (Tenant.State.ERASING, Tenant.State.ERASED):
        raise NotClosable
    closure = Closure.objects.filter(tenant=tenant).first()
    if closure is None:
        return tenant
    if closure.is_by_provider and not by.is_provider:
        raise ClosedByProvider
    closure.delete()
    settle_open(tenant)
    PublicEntry.objects.write("tenant.reopened", tenant, by=by, tenant=tenant)
    return tenant


def settle_open(tenant: Tenant) -> None:
    """A reason for which it rested is gone. If it was the last, its jobs go on."""
    tenant.settle()
    if not tenant.rests:
        Job.objects.filter(tenant=tenant).release()
