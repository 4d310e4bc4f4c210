from __future__ import annotations

from typing import Any

from rest_framework import serializers

from config.api import Input
from workspace.vat.categories import VatCategory
from workspace.vat.codes import Rate, TaxCode
from workspace.vat.names import WORDINGS


class TaxCodesInput(Input):
    """`on` is the tax point: today when it is left out."""

    on = serializers.DateField(required=False)


class TaxCodeOutput(serializers.Serializer[Any]):
    """`rate` is in percent; `valid_from` and `valid_until` include both days, null has no end."""

    id = serializers.CharField()
    name = serializers.CharField()
    category = serializers.ChoiceField(VatCategory.choices)
    rate = serializers.CharField()
    valid_from = serializers.DateField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]
    wording = serializers.CharField()
    wording_source = serializers.CharField()


def as_output(code: TaxCode, rate: Rate) -> dict[str, Any]:
    return {
        "id": code.id,
        "name": code.name,
        "category": code.category,
        "rate": str(rate.percent),
        "valid_from": rate.since,
        "valid_until": rate.until,
        "source": rate.source,
        "wording": str(WORDINGS.get(code.wording, "")),
        "wording_source": code.wording_source,
    }
