"""Subscriptions, in and out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from billing.api.plans import PriceOutput
from billing.models import Cancellation, Subscription
from config.api import Input


class SubscriptionInput(Input):
    """What is left out stays as it is. A tenant that has no subscription begins one."""

    plan = serializers.CharField(max_length=40, help_text=_("The code of a plan."))
    payer = serializers.UUIDField(
        required=False, allow_null=True, help_text=_("Who pays; null: nobody yet.")
    )
    trial_until = serializers.DateField(
        required=False, help_text=_("The last day of the trial, in UTC.")
    )


class CancellationInput(Input):
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class CancellationOutput(serializers.ModelSerializer[Cancellation]):
    class Meta:
        model = Cancellation
        fields = ["at", "client", "reason"]
        read_only_fields = fields


class SubscriptionOutput(serializers.ModelSerializer[Subscription]):
    """`price` is the version that was agreed on; `days_left` are those of the trial after today."""

    state = serializers.ChoiceField(Subscription.State.choices, read_only=True)
    plan = serializers.CharField(source="plan.code", read_only=True)
    price = PriceOutput(read_only=True)
    payer = serializers.UUIDField(source="payer_id", read_only=True, allow_null=True)
    days_left = serializers.IntegerField(read_only=True)
    cancellation = CancellationOutput(read_only=True, allow_null=True, default=None)
    tenant: Any = serializers.UUIDField(source="tenant_id", read_only=True)

    class Meta:
        model = Subscription
        fields = [
            "tenant",
            "state",
            "plan",
            "price",
            "payer",
            "started_at",
            "trial_until",
            "days_left",
            "cancellation",
        ]
        read_only_fields = fields
