from __future__ import annotations

from typing import Any

from rest_framework import serializers

from workspace.catalogue.models import Item
from workspace.inputs import RowInput

_FIELDS = [
    "kind",
    "code",
    "name",
    "description",
    "unit",
    "unit_price",
    "vat_category",
    "vat_rate",
]


class ItemInput(RowInput):
    class Meta:
        model = Item
        fields = _FIELDS


class ItemOutput(serializers.ModelSerializer[Any]):
    class Meta:
        model = Item
        fields = ["id", *_FIELDS, "archived_at"]
        read_only_fields = fields
