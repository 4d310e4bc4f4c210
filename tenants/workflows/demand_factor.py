"""A workspace lets people in who hold a second factor, and nobody else."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tenants.actor import Actor
from tenants.errors import SecondFactorFirst
from tenants.models import FactorDemand, PublicEntry, Tenant
from users.factors.held import kinds_that_confirm
from users.models import Session, User


@transaction.atomic
def demand_second_factor(tenant_id: UUID, *, by: Actor) -> FactorDemand:
    """From the next request on. Leaves the row, with who and when, and a line; who is in comes in anew.
    In the public room.

    A repeat changes nothing. Raises SecondFactorFirst: who asks would lock themselves out.
    """
    tenant = Tenant.objects.held(tenant_id)
    standing = FactorDemand.objects.filter(tenant=tenant).first()
    if standing is not None:
        return standing
    keep_asker_in(by.user)
    Session.objects.filter(tenant=tenant).delete()
    PublicEntry.objects.write("second_factor.demanded", tenant, by=by, tenant=tenant)
    return FactorDemand.objects.create(tenant=tenant, **by.fields)


def keep_asker_in(user: User | None) -> None:
    """Before it is asked for, and again when it happens. Raises SecondFactorFirst."""
    if user is None or not kinds_that_confirm(user):
        raise SecondFactorFirst


@transaction.atomic
def free_of_second_factor(tenant_id: UUID, *, by: Actor) -> None:
    """The password alone is enough again, for who holds no factor. A repeat changes nothing."""
    tenant = Tenant.objects.held(tenant_id)
    if FactorDemand.objects.filter(tenant=tenant).delete()[0]:
        PublicEntry.objects.write("second_factor.freed", tenant, by=by, tenant=tenant)
