from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.api import Input
from i18n.choice import document_languages
from workspace.company.models import Company
from workspace.inputs import RowInput

_FIELDS = [
    "legal_name",
    "registration_number",
    "vat_registered",
    "vat_number",
    "street",
    "city",
    "postal_code",
    "region",
    "country",
    "email",
    "phone",
    "website",
    "iban",
    "bic",
    "bank_name",
    "payment_days",
    "document_language",
]


class CompanyInput(RowInput):
    document_language = serializers.ChoiceField(document_languages())

    class Meta:
        model = Company
        fields = _FIELDS


class LogoInput(Input):
    logo = serializers.FileField(help_text="A PNG or JPEG of at most 1 MB and 16 million dots.")


class MissingOutput(serializers.Serializer[Any]):
    field = serializers.CharField()
    detail = serializers.CharField()


class CompanyOutput(serializers.ModelSerializer[Any]):
    """`missing_for_invoicing` is empty once an invoice can be issued."""

    has_logo = serializers.BooleanField(source="logo", read_only=True)
    missing_for_invoicing = serializers.SerializerMethodField()

    class Meta:
        model = Company
        fields = ["id", *_FIELDS, "currency", "has_logo", "missing_for_invoicing"]
        read_only_fields = fields

    @extend_schema_field(MissingOutput(many=True))
    def get_missing_for_invoicing(self, company: Company) -> list[dict[str, str]]:
        return [
            {"field": field, "detail": str(detail)}
            for field, detail in company.missing_for_invoicing()
        ]
