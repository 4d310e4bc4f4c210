from __future__ import annotations

from typing import Any

from rest_framework import serializers

from i18n.choice import document_languages
from workspace.inputs import RowInput
from workspace.parties.models import Party

_FIELDS = [
    "kind",
    "name",
    "registration_number",
    "vat_number",
    "street",
    "city",
    "postal_code",
    "region",
    "country",
    "email",
    "phone",
    "document_language",
    "payment_days",
    "note",
    "is_customer",
    "is_supplier",
]


class PartyInput(RowInput):
    document_language = serializers.ChoiceField(
        document_languages(), required=False, allow_blank=True
    )

    class Meta:
        model = Party
        fields = _FIELDS


class PartyOutput(serializers.ModelSerializer[Any]):
    class Meta:
        model = Party
        fields = ["id", *_FIELDS, "archived_at"]
        read_only_fields = fields
