from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from billing.errors import PlanWithoutPrice
from billing.models import Plan, Subscription
from billing.models.subscription import price_of
from tenants.actor import KONTOR, Actor
from tenants.errors import NotClosable
from tenants.life import Business
from tenants.models import PublicEntry, Tenant
from tenants.rooms import public_room


@transaction.atomic
def begin(tenant: Tenant, plan: Plan, *, by: Actor) -> Subscription:
    """A workspace gets its subscription: a trial of this plan at today's price, nobody pays yet.

    A repeat finds the subscription as it is. Raises PlanRetired, PlanWithoutPrice, or NotClosable
    for a tenant that is erased or about to be: nothing may be written of it any more.
    """
    held = Tenant.objects.select_for_update().get(pk=tenant.pk)  # two who begin at once: one does
    if held.state in (Tenant.State.ERASING, Tenant.State.ERASED):
        raise NotClosable
    found: Subscription | None = Subscription.objects.filter(tenant=tenant).first()
    if found is not None:
        return found
    price, now = price_of(plan, tenant), timezone.now()
    made: Subscription = Subscription.objects.create(
        tenant=tenant,
        price=price,
        started_at=now,
        trial_until=now.date() + timedelta(days=price.trial_days),
    )
    PublicEntry.objects.write("subscription.begun", made, by=by, tenant=tenant)
    return made


def begin_with_workspace(business: Business) -> None:
    """A workspace opened. It begins with the default plan, if the provider has one with a price."""
    with public_room():
        plan = Plan.objects.to_begin_with()
        if plan is not None:
            _begin_if_priced(Tenant.objects.get(pk=business.tenant_id), plan)


@transaction.atomic
def begin_where_missing() -> int:
    """The provider named a default plan, or its first price: those who have no subscription get one.

    Answers how many that were. A repeat finds nobody.
    """
    plan = Plan.objects.to_begin_with()
    if plan is None:
        return 0
    State = Tenant.State  # noqa: N806 - a class
    without = Tenant.objects.filter(
        subscription__isnull=True, state__in=[State.OPEN, State.SUSPENDED, State.CLOSED]
    )
    return sum(_begin_if_priced(tenant, plan) for tenant in without)


def _begin_if_priced(tenant: Tenant, plan: Plan) -> bool:
    try:
        begin(tenant, plan, by=KONTOR)
    except (PlanWithoutPrice, NotClosable):  # one day it has a price, and begins; or it has left
        return False
    return True
