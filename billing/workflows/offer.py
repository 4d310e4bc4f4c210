"""The provider says what it offers, and workspaces that could not begin before begin then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from billing.models import Plan, PlanPrice
from billing.tasks import begin_missing_subscriptions
from tenants.actor import Actor


@transaction.atomic
def make_plan(values: Mapping[str, Any], *, by: Actor) -> Plan:
    """Leaves behind a plan without a price. Raises CodeTaken."""
    plan = Plan(**values)
    plan.make(by=by)
    return plan


@transaction.atomic
def change_plan(plan: Plan, values: Mapping[str, Any], *, by: Actor) -> None:
    """Leaves behind the texts, and a job for those without a subscription. Raises PlanRetired."""
    plan.change(values, by=by)
    _let_others_begin(plan)


@transaction.atomic
def price_plan(plan: Plan, values: Mapping[str, Any], *, by: Actor) -> PlanPrice:
    """Leaves behind the price, and a job for those without a subscription."""
    price = plan.add_price(**values, by=by)
    _let_others_begin(plan)
    return price


def _let_others_begin(plan: Plan) -> None:
    if plan.is_default:
        begin_missing_subscriptions.enqueue()
