"""Which items a list shows."""

from __future__ import annotations

import django_filters as filters

from workspace.archiving import ArchivableSearch
from workspace.catalogue.models import Item


class ItemSearch(ArchivableSearch):
    """On the page."""

    class Meta:
        model = Item
        fields: list[str] = []


class ItemFilter(ItemSearch):
    """By the API."""

    kind = filters.ChoiceFilter(choices=Item.Kind.choices)
