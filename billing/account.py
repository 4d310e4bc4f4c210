"""What the Account page says of a subscription, and what may be chosen there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from billing.days import today
from billing.facts import facts_of, written_price
from billing.models import Plan, Subscription
from users.models import User

TONES = {"trial": "live", "trial_ended": "warn", "cancelled": ""}


@dataclass(frozen=True)
class Told:
    """One workspace's subscription, to one of its owners."""

    subscription: Subscription
    facts: list[tuple[str, Any]]
    keeps_payer: bool
    tone: str


@dataclass(frozen=True)
class Offer:
    """A plan that can be chosen, with its price for one workspace."""

    plan: Plan
    price: str
    is_chosen: bool


def told_to(reader: User, subscription: Subscription) -> Told:
    payer = subscription.payer
    keepers = payer.keepers.all() if payer else []
    return Told(
        subscription=subscription,
        facts=facts_of(subscription, reader),
        keeps_payer=any(keeper.user_id == reader.pk for keeper in keepers),
        tone=TONES[subscription.state],
    )


def offers_for(subscription: Subscription) -> list[Offer]:
    """The plan that it has, at the price agreed on, and the others at their price of today."""
    others = Plan.objects.offered().exclude(pk=subscription.plan.pk).prefetch_related("prices")
    priced = [(plan, plan.price_on(today(), subscription.tenant.currency)) for plan in others]
    chosen = Offer(subscription.plan, written_price(subscription.price), True)
    return [chosen, *(Offer(plan, written_price(price), False) for plan, price in priced if price)]
