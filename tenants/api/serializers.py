from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from config.api import Input
from config.one_line import one_line
from tenants.models import Closure, Erasure, ErasureStep, Suspension, Tenant
from tenants.models.tenant import is_slug
from tenants.standards import COUNTRIES, CURRENCIES
from tenants.workflows.onboard import Wanted


class TenantInput(Input):
    """The business that should get a workspace."""

    slug = serializers.CharField(
        min_length=2,
        max_length=40,
        validators=[is_slug],
        trim_whitespace=False,
        help_text=_("First part of the workspace's address; it cannot be changed later."),
    )
    name = serializers.CharField(
        max_length=200, validators=[one_line], help_text=_("As its people call the business.")
    )
    owner_email = serializers.EmailField(
        max_length=254, help_text=_("Who is invited as the owner, once the workspace is open.")
    )
    country = serializers.ChoiceField(COUNTRIES, help_text=_("ISO 3166, two capital letters."))
    language = serializers.ChoiceField(
        [code for code, _name in settings.LANGUAGES],
        help_text=_("In which the workspace greets and writes, unless a reader chose another."),
    )
    currency = serializers.ChoiceField(CURRENCIES, help_text=_("ISO 4217, three capital letters."))

    def validate_owner_email(self, address: str) -> str:
        return address.lower()

    @property
    def wanted(self) -> Wanted:
        return Wanted(**self.validated_data)


class SuspensionInput(Input):
    """Why the workspace can only be read for a while."""

    reason = serializers.CharField(
        max_length=300,
        validators=[one_line],
        help_text=_("The people of the workspace read it on every page."),
    )


class ClosureInput(Input):
    """Why the door is shut."""

    reason = serializers.CharField(
        max_length=300,
        required=False,
        allow_blank=True,
        default="",
        validators=[one_line],
        help_text=_("The owner of the workspace reads it."),
    )


class ErasureInput(Input):
    """The confirmation of what cannot be taken back."""

    slug = serializers.CharField(
        max_length=40,
        trim_whitespace=False,
        help_text=_("Of the workspace that is to be erased, once more."),
    )


class SuspensionOutput(serializers.ModelSerializer[Suspension]):
    class Meta:
        model = Suspension
        fields = ["reason", "at"]
        read_only_fields = fields


class ClosureOutput(serializers.ModelSerializer[Closure]):
    by_provider = serializers.BooleanField(
        source="is_by_provider",
        read_only=True,
        help_text=_("Otherwise the owner closed it, and may reopen it."),
    )

    class Meta:
        model = Closure
        fields = ["by_provider", "reason", "at"]
        read_only_fields = fields


class ErasureOutput(serializers.ModelSerializer[Erasure]):
    class Meta:
        model = Erasure
        fields = ["id", "asked_by", "asked_at", "finished_at"]
        read_only_fields = fields


class StepOutput(serializers.ModelSerializer[ErasureStep]):
    class Meta:
        model = ErasureStep
        fields = ["name", "finished_at", "result"]
        read_only_fields = fields


class CaseOutput(ErasureOutput):
    """An erasure with the steps that are behind it."""

    steps = StepOutput(many=True, read_only=True)

    class Meta(ErasureOutput.Meta):
        fields = [*ErasureOutput.Meta.fields, "steps"]
        read_only_fields = fields


class TenantOutput(serializers.ModelSerializer[Tenant]):
    """A tenant, as the provider sees it from outside."""

    workspace_url = serializers.URLField(
        source="outer_url",
        read_only=True,
        allow_null=True,
        help_text=_("Where its people find the workspace; null once it is erased."),
    )
    subscription_path = serializers.SerializerMethodField(
        help_text=_("What is paid for it, on this host.")
    )
    suspension = SuspensionOutput(read_only=True, allow_null=True, default=None)
    closure = ClosureOutput(read_only=True, allow_null=True, default=None)
    erasure = ErasureOutput(read_only=True, allow_null=True, default=None)

    class Meta:
        model = Tenant
        fields = [
            "id",
            "state",
            "slug",
            "name",
            "workspace_url",
            "subscription_path",
            "country",
            "language",
            "currency",
            "created_at",
            "suspension",
            "closure",
            "erasure",
        ]
        read_only_fields = fields

    def get_subscription_path(self, tenant: Tenant) -> str:
        """By its name alone: who pays is not known here."""
        return reverse("tenant-subscription", args=[tenant.id])
