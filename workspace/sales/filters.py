"""Which documents a list shows. The address carries it, on the page and in the API."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from config.searching import LONGEST
from workspace.money.settlement import CHOICES, settled_as
from workspace.parties.filters import OfAParty
from workspace.sales.models import Document
from workspace.sales.models.document import DocumentQuerySet


class DocumentSearch(OfAParty):
    """On the page. Dates are of the issue; `q` looks in numbers, the customer's name, the note."""

    q = filters.CharFilter(label=_("Search"), method="matching", max_length=LONGEST)
    state = filters.ChoiceFilter(
        label=_("State"), choices=Document.State.choices, empty_label=_("All")
    )
    series = filters.ChoiceFilter(
        label=_("Numbers"),
        method="in_series",
        choices=[("own", _("Ours")), ("imported", _("Imported"))],
        empty_label=_("All"),
    )
    issued_from = filters.DateFilter(
        "issue_date", "gte", label=_("From"), widget=forms.DateInput({"type": "date"})
    )
    issued_to = filters.DateFilter(
        "issue_date", "lte", label=_("To"), widget=forms.DateInput({"type": "date"})
    )

    class Meta:
        model = Document
        fields: list[str] = []

    def matching(self, documents: DocumentQuerySet, name: str, words: str) -> DocumentQuerySet:
        return documents.matching(words)

    def in_series(self, documents: DocumentQuerySet, name: str, value: str) -> DocumentQuerySet:
        """Imported documents were numbered elsewhere. A draft has no number and is in neither."""
        return documents.filter(series__counts=value == "own")


class SettledSearch(filters.FilterSet):  # type: ignore[misc]
    """Of documents that come with their settlement."""

    settlement = filters.ChoiceFilter(
        label=_("Payment"), method="settled", choices=CHOICES, empty_label=_("All")
    )

    def settled(self, documents: DocumentQuerySet, name: str, which: str) -> DocumentQuerySet:
        """`overdue` is what is open and was due before today: unpaid or part paid."""
        return settled_as(documents, which)


class InvoiceSearch(DocumentSearch, SettledSearch):
    """On the page."""


class WholeNumberFilter(filters.NumberFilter):  # type: ignore[misc]
    """0.5 is no number of a document: it is refused, and not looked for in vain."""

    field_class = forms.IntegerField


class DocumentFilter(DocumentSearch):
    """By the API."""

    number = WholeNumberFilter()
    external_number = filters.CharFilter()
    currency = filters.CharFilter(lookup_expr="iexact")
    ordering = filters.OrderingFilter(
        fields=["issue_date", "number", "external_number", "gross", "created_at"]
    )

    def filter_queryset(self, queryset: Any) -> Any:
        """Rows that are equal in what they are ordered by keep one order over all pages."""
        found = super().filter_queryset(queryset)
        return found.order_by(*found.query.order_by, "-id") if found.query.order_by else found


class InvoiceFilter(DocumentFilter, SettledSearch):
    """By the API."""
