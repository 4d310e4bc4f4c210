"""What comes in is not guessed at: no value of another type, nothing that we do not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter
from rest_framework import serializers

UNKNOWN = _("This field is not known.")
# DRF would take "yes" for true, 7 for "7" and "7" for 7. The first that fits decides.
_WANTED: tuple[tuple[type[serializers.Field[Any, Any, Any, Any]], type | tuple[type, ...]], ...] = (
    (serializers.BooleanField, bool),
    (serializers.IntegerField, (int, float)),
    (serializers.CharField, str),
    (serializers.UUIDField, str),
)


def misread(asked: Mapping[str, str], filters: Mapping[str, Any], also: set[str]) -> dict[str, Any]:
    """The query parameters that a list would pass over."""
    wrong: dict[str, Any] = {
        name: [UNKNOWN] for name in asked if name not in filters and name not in also
    }
    for name in asked.keys() & filters.keys():
        if not asked[name] and not isinstance(filters[name], CharFilter):
            wrong[name] = [serializers.CharField.default_error_messages["blank"]]
        elif isinstance(filters[name], BooleanFilter) and not _is_flag(asked[name]):
            wrong[name] = [serializers.BooleanField.default_error_messages["invalid"]]
    return wrong


def _is_flag(text: str) -> bool:
    return text.lower() in ("true", "false")


def mistyped(data: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The fields whose value has another type than our document says. A form has texts alone."""
    if isinstance(data, QueryDict):
        return {}
    return {
        name: [_said(fields[name], value)]
        for name, value in data.items()
        if value is not None and not _has_type(fields[name], value)
    }


def _has_type(field: Any, value: Any) -> bool:
    for kind, wanted in _WANTED:
        if isinstance(field, kind):
            return isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))
    return True


def _said(field: Any, value: Any) -> Any:
    return str(field.error_messages["invalid"]).format(input=value, value=value)
