from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tenants.actor import Actor
from tenants.errors import NotClosed, SlugDiffers
from tenants.models import Erasure, PublicEntry, Tenant
from tenants.rooms import RoomError, current_workspace
from tenants.tasks import erase_tenant


@transaction.atomic
def ask_to_erase(tenant_id: UUID, *, slug: str, by: Actor) -> Erasure:
    """The owner or the provider wants a closed tenant erased; in the public room. No way back.

    Leaves behind the case, the state erasing, a logbook line, and the job that does it. `slug` is
    typed by whoever asks, as the confirmation. Once there is a case, a repeat finds it.
    """
    if current_workspace() is not None:
        raise RoomError("the job of an erasure would belong to the room that it drops")
    tenant = Tenant.objects.held(tenant_id)
    earlier = Erasure.objects.filter(tenant=tenant).first()
    if earlier is not None:
        return earlier
    if tenant.state != Tenant.State.CLOSED:
        raise NotClosed
    if slug != tenant.slug:
        raise SlugDiffers
    case = Erasure.objects.create(tenant=tenant, asked_by=by.without_a_name)
    tenant.state = Tenant.State.ERASING
    tenant.save(update_fields=["state"])
    PublicEntry.objects.write("tenant.erasure_asked", case, by=by, tenant=tenant)
    erase_tenant.enqueue(str(case.id))
    return case
