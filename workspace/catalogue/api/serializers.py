from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from workspace.catalogue.models import Item
from workspace.company.models import Company
from workspace.inputs import RowInput
from workspace.vat.codes import pack_of

_FIELDS = [
    "kind",
    "code",
    "name",
    "description",
    "unit",
    "unit_price",
    "tax_code",
    "vat_category",
    "vat_rate",
]


class ItemInput(RowInput):
    """The VAT is a `tax_code`, which wins, or a `vat_category` and a `vat_rate` that stay as they are."""

    class Meta:
        model = Item
        fields = _FIELDS

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Who says a rate and no tax code wants that rate."""
        by_hand = {"vat_category", "vat_rate"} & attrs.keys()
        return {"tax_code": "", **attrs} if by_hand else attrs


class ItemOutput(serializers.ModelSerializer[Any]):
    """`vat_category` and `vat_rate` are those of today."""

    class Meta:
        model = Item
        fields = ["id", *_FIELDS, "archived_at"]
        read_only_fields = fields

    def to_representation(self, item: Item) -> Any:
        shown = super().to_representation(item)
        pack = pack_of(self._country())
        category, rate = item.vat_on(timezone.localdate(), pack)
        return {**shown, "vat_category": category, "vat_rate": f"{rate:.2f}"}

    def _country(self) -> str:
        """The company's, asked for once per answer."""
        if not hasattr(self, "_asked"):
            self._asked: str = Company.objects.the_one().country
        return self._asked
