from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from config.api import Input
from tenants.models import Tenant
from tenants.models.tenant import is_slug
from tenants.standards import COUNTRIES, CURRENCIES
from tenants.workflows.onboard import Wanted

_one_line = RegexValidator(r"^[^\x00-\x1f\x7f]*\Z", _("Write it on one line."))


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
        max_length=200, validators=[_one_line], help_text=_("As its people call the business.")
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


class TenantOutput(serializers.ModelSerializer[Tenant]):
    """A tenant, as the provider sees it from outside."""

    workspace_url = serializers.URLField(
        source="url", read_only=True, help_text=_("Where its people find the workspace.")
    )

    class Meta:
        model = Tenant
        fields = [
            "id",
            "state",
            "slug",
            "name",
            "workspace_url",
            "country",
            "language",
            "currency",
            "created_at",
        ]
        read_only_fields = fields
