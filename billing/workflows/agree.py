from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from billing.models import Payer, Plan, Subscription
from billing.workflows.begin import begin
from config.errors import Refusal
from tenants.actor import Actor
from tenants.models import Tenant


@transaction.atomic
def agree(tenant: Tenant, said: Mapping[str, Any], *, by: Actor) -> Subscription:
    """The provider sets what was said of `plan`, `payer` and `trial_until`. A repeat changes nothing.

    Leaves behind the subscription, begun if there was none. Raises Refusal for a plan or a payer
    that is not there, PlanRetired or PlanWithoutPrice.
    """
    plan = _plan(said["plan"])
    subscription = begin(tenant, plan, by=by)
    subscription.choose(plan, by=by)
    if "payer" in said:
        subscription.pay_by(_payer(said["payer"]), by=by)
    if "trial_until" in said:
        subscription.end_trial_on(said["trial_until"], by=by)
    return subscription


def _plan(code: str) -> Plan:
    plan: Plan | None = Plan.objects.filter(code=code).first()
    if plan is None:
        raise Refusal(fields={"plan": [_("There is no plan with this code.")]})
    return plan


def _payer(id: UUID | None) -> Payer | None:
    if id is None:
        return None
    payer: Payer | None = Payer.objects.filter(pk=id).first()
    if payer is None:
        raise Refusal(fields={"payer": [_("There is no such payer.")]})
    return payer
