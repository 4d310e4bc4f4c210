from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from billing.models import Payer, Subscription
from tenants.actor import Actor


@transaction.atomic
def pay_by_new(subscription: Subscription, values: Mapping[str, Any], *, by: Actor) -> Payer:
    """An owner says who pays. Leaves behind the payer, kept by this person, and paying.

    Raises ValidationError; then neither is there.
    """
    payer = Payer(**values)
    payer.make(by=by)
    subscription.pay_by(payer, by=by)
    return payer
