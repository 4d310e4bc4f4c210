"""Plans and prices, in and out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from billing.api.texts import (
    DescriptionInput,
    NameInput,
    SomeOfNameInput,
    TextsInput,
    TextsOutput,
    columns_of,
    texts_of,
)
from billing.days import today
from billing.models import Plan, PlanPrice
from billing.models.plan import is_code
from billing.models.price import LONGEST_TRIAL
from config.api import Input
from i18n.currencies import CURRENCIES


class PlanTextsInput(Input):
    name: TextsInput = NameInput(help_text=_("At least in English."))
    description = DescriptionInput(required=False)
    default = serializers.BooleanField(
        required=False,
        default=False,
        help_text=_("New workspaces begin with it; the plan before steps back."),
    )

    @property
    def values(self) -> dict[str, Any]:
        """What to set. A PATCH says some of it; otherwise what is not said is empty."""
        given = dict(self.validated_data)
        texts = {name: given.pop(name, {}) for name in ("name", "description")}
        if not self.partial:
            texts["description"] = {**dict.fromkeys(texts["name"], ""), **texts["description"]}
        if "default" in given:
            given["is_default"] = given.pop("default")
        return {**given, **columns_of(**texts)}


class SomePlanTextsInput(PlanTextsInput):
    """As a PATCH reads it: DRF requires nothing inside of it either."""

    name = SomeOfNameInput(required=False)


class PlanInput(PlanTextsInput):
    code = serializers.CharField(
        max_length=40,
        validators=[is_code],
        trim_whitespace=False,
        help_text=_("For programs; it cannot be changed later."),
    )


class PriceInput(Input):
    """What the plan costs a month from a day on."""

    currency = serializers.ChoiceField(CURRENCIES, help_text=_("ISO 4217, three capital letters."))
    amount = serializers.DecimalField(
        max_digits=19,
        decimal_places=4,
        min_value=0,
        help_text=_("A month; as many decimals as the currency has."),
    )
    valid_from = serializers.DateField(
        required=False, help_text=_("A day in UTC, today or later. Left out: today.")
    )
    trial_days = serializers.IntegerField(min_value=0, max_value=LONGEST_TRIAL)

    @property
    def values(self) -> dict[str, Any]:
        return {"valid_from": today(), **self.validated_data}


class PriceOutput(serializers.ModelSerializer[PlanPrice]):
    class Meta:
        model = PlanPrice
        fields = ["currency", "amount", "valid_from", "trial_days"]
        read_only_fields = fields


class PlanOutput(serializers.ModelSerializer[Plan]):
    name = serializers.SerializerMethodField()
    description = serializers.SerializerMethodField()
    default = serializers.BooleanField(source="is_default", read_only=True)
    offered = serializers.BooleanField(source="is_offered", read_only=True)
    prices = PriceOutput(many=True, read_only=True)

    class Meta:
        model = Plan
        fields = ["code", "name", "description", "default", "offered", "prices", "created_at"]
        read_only_fields = fields

    @extend_schema_field(TextsOutput)
    def get_name(self, plan: Plan) -> dict[str, str]:
        return texts_of(plan, "name")

    @extend_schema_field(TextsOutput)
    def get_description(self, plan: Plan) -> dict[str, str]:
        return texts_of(plan, "description")
