"""What comes in for a workspace row by the API: strict, by the model's own fields."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.validators import UniqueValidator

from config.api import Input


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
