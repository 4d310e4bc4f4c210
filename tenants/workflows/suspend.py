from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tenants.actor import Actor
from tenants.errors import NotClosable
from tenants.models import PublicEntry, Suspension, Tenant
from tenants.workflows.close import settle_open


@transaction.atomic
def suspend(tenant_id: UUID, *, reason: str, by: Actor) -> Tenant:
    """The provider lets a tenant only be read, and tells its people why; in the public room.

    Leaves behind the suspension and a logbook line. The same reason again changes nothing; another
    one replaces it. What is closed is suspended for when it is reopened.
    """
    tenant = Tenant.objects.held(tenant_id)
    if not (tenant.is_open or tenant.state == Tenant.State.CLOSED):
        raise NotClosable
    if Suspension.objects.filter(tenant=tenant, reason=reason).exists():
        return tenant
    Suspension.objects.update_or_create(
        tenant=tenant, defaults={"reason": reason, "client": by.client}
    )
    tenant.settle()
    PublicEntry.objects.write("tenant.suspended", tenant, by=by, tenant=tenant)
    return tenant


@transaction.atomic
def lift(tenant_id: UUID, *, by: Actor) -> Tenant:
    """Its people may write again, and its jobs go on. A repeat changes nothing."""
    tenant = Tenant.objects.held(tenant_id)
    if Suspension.objects.filter(tenant=tenant).delete()[0]:
        settle_open(tenant)
        PublicEntry.objects.write("tenant.lifted", tenant, by=by, tenant=tenant)
    return tenant
