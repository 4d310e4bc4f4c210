"""Which parties a list shows."""

from __future__ import annotations

import django_filters as filters
from django import forms

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


class OfAParty(filters.FilterSet):  # type: ignore[misc]
    """Rows that refer to a party; only those of one, when the address names it."""

    party = filters.UUIDFilter("party_id", widget=forms.HiddenInput)

    @property
    def party_asked_for(self) -> Party | None:
        wanted = self.form.cleaned_data.get("party") if self.form.is_valid() else None
        return Party.objects.filter(pk=wanted).first() if wanted else None
