from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from config.api import Input
from tenants.models import Claim


class DomainInput(Input):
    """A name under which a business wants to be found."""

    host = serializers.CharField(
        max_length=253,
        help_text=_("Such as books.example.com; in letters of any alphabet, or as DNS writes it."),
    )


class RecordOutput(serializers.Serializer[Claim]):
    """What proves it. It has to stay."""

    type = serializers.SerializerMethodField()
    name = serializers.CharField(source="record_name", read_only=True)
    value = serializers.CharField(source="record_value", read_only=True)

    def get_type(self, claim: Claim) -> str:
        return "TXT"


class DomainOutput(serializers.ModelSerializer[Claim]):
    """A domain of a tenant's own."""

    is_proven = serializers.BooleanField(
        read_only=True, help_text=_("Then it leads to the workspace.")
    )
    is_primary = serializers.BooleanField(
        read_only=True, help_text=_("Then people are sent to it.")
    )
    record = RecordOutput(source="*", read_only=True)
    lapses_at = serializers.DateTimeField(
        read_only=True,
        allow_null=True,
        help_text=_("When it stops leading there, since its record is gone."),
    )

    class Meta:
        model = Claim
        fields = [
            "id",
            "host",
            "is_proven",
            "is_primary",
            "record",
            "found",
            "checked_at",
            "lapses_at",
            "made_at",
        ]
        read_only_fields = fields
