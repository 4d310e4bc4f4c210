"""What comes in for a workspace row by the API: strict, by the model's own fields."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from rest_framework import serializers
from rest_framework.validators import UniqueValidator

from config.api import Input

_PLAIN = re.compile(r"-?[0-9]{1,1000}(\.[0-9]{1,1000})?")


class PlainDecimal(serializers.DecimalField):
    """Digits and a decimal point, nothing else: Python alone would read 1_0 as 10."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**{"max_digits": 19, "decimal_places": 4, **how})

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, str) and not _PLAIN.fullmatch(data.strip()):
            self.fail("invalid")
        return super().to_internal_value(data)


class RowInput(Input, serializers.ModelSerializer[Any]):
    """The fields that may be written. Who was first with a number is for the database to say."""

    def values(self) -> dict[str, Any]:
        """What to set. A PATCH says some fields; otherwise what is not said has its default."""
        given: dict[str, Any] = self.validated_data
        if self.partial:
            return given
        model: Any = self.Meta.model._meta  # type: ignore[attr-defined]
        defaults = {name: model.get_field(name).get_default() for name in self.Meta.fields}
        return {**defaults, **given}

    def get_validators(self) -> list[Any]:
        return []

    def get_uniqueness_extra_kwargs(self, *args: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        return args[-1], {}

    def build_standard_field(self, name: str, field: Any) -> tuple[Any, dict[str, Any]]:
        kind, options = super().build_standard_field(name, field)
        checks = options.pop("validators", [])
        kept = [check for check in checks if not isinstance(check, UniqueValidator)]
        return kind, {**options, "validators": kept} if kept else options
