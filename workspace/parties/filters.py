"""Which parties a list shows."""

from __future__ import annotations

import django_filters as filters

from workspace.archiving import ArchivableSearch
from workspace.parties.models import Party


class PartySearch(ArchivableSearch):
    """On the page."""

    class Meta:
        model = Party
        fields: list[str] = []


class PartyFilter(PartySearch):
    """By the API."""

    kind = filters.ChoiceFilter(choices=Party.Kind.choices)
    country = filters.CharFilter(lookup_expr="iexact")
    is_customer = filters.BooleanFilter()
    is_supplier = filters.BooleanFilter()
