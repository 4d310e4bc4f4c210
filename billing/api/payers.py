"""Payers and their verification, in and out."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import FilterSet
from rest_framework import serializers

from billing.models import Payer, Verification
from billing.models.payer import PayerQuerySet
from config.api import Input


class PayerFilter(FilterSet):  # type: ignore[misc]
    search = django_filters.CharFilter(
        method="_matching", help_text=_("Words of the name, the registration number or the e-mail.")
    )
    verified = django_filters.BooleanFilter("verification", "isnull", exclude=True)

    class Meta:
        model = Payer
        fields = ["kind", "country"]

    def _matching(self, payers: PayerQuerySet, _name: str, typed: str) -> PayerQuerySet:
        return payers.matching(typed)


class PayerInput(Input, serializers.ModelSerializer[Payer]):
    """Who pays. A company says its legal name, a private person first and last name."""

    class Meta:
        model = Payer
        fields = list(Payer.DATA)

    @property
    def values(self) -> dict[str, Any]:
        """All of the data: what is not said has its default."""
        fields: Any = Payer._meta
        defaults = {name: fields.get_field(name).get_default() for name in Payer.DATA}
        return {**defaults, **self.validated_data}


class VerificationInput(Input):
    revision = serializers.IntegerField(
        min_value=1, help_text=_("Of the data that was looked at, as the payer tells it.")
    )
    note = serializers.CharField(
        max_length=500, required=False, allow_blank=True, default="", help_text=_("How.")
    )


class VerificationOutput(serializers.ModelSerializer[Verification]):
    """`client` is the prefix of the token that it was done with."""

    class Meta:
        model = Verification
        fields = ["at", "client", "note"]
        read_only_fields = fields


class PayerOutput(serializers.ModelSerializer[Payer]):
    """`revision` counts the changes of the data. `verification` is null until somebody verified it."""

    name = serializers.CharField(read_only=True)
    verification = VerificationOutput(read_only=True, allow_null=True, default=None)
    tenants = serializers.SerializerMethodField()

    class Meta:
        model = Payer
        fields = ["id", "name", *Payer.DATA, "revision", "verification", "tenants", "created_at"]
        read_only_fields = fields

    def get_tenants(self, payer: Payer) -> list[str]:
        """The ids of those that it pays for."""
        return [str(each.tenant_id) for each in payer.subscriptions.all()]
