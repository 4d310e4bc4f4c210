"""Which items a list shows. The address carries it, on the page and in the API."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from workspace.catalogue.models import Item, ItemQuerySet


class ItemSearch(filters.FilterSet):  # type: ignore[misc]
    """On the page. `archived` is false unless asked for: a list offers those still in use."""

    q = filters.CharFilter(label=_("Search"), method="matching")
    archived = filters.ChoiceFilter(
        label=_("Show"),
        method="in_state",
        choices=[("false", _("In use")), ("true", _("Archived")), ("all", _("All"))],
        empty_label=None,
    )

    class Meta:
        model = Item
        fields: list[str] = []

    def filter_queryset(self, queryset: Any) -> Any:
        chosen = self.form.cleaned_data.get("archived") or "false"
        return super().filter_queryset(queryset.active() if chosen == "false" else queryset)

    def matching(self, items: ItemQuerySet, name: str, words: str) -> ItemQuerySet:
        return items.matching(words)

    def in_state(self, items: ItemQuerySet, name: str, chosen: str) -> ItemQuerySet:
        return items.archived() if chosen == "true" else items


class ItemFilter(ItemSearch):
    """By the API."""

    kind = filters.ChoiceFilter(choices=Item.Kind.choices)
