"""Which payments a list shows. The address carries it, on the page and in the API."""

from __future__ import annotations

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from config.searching import LONGEST
from workspace.money.models import Payment
from workspace.money.models.payment import PaymentQuerySet
from workspace.parties.filters import OfAParty


class PaymentSearch(OfAParty):
    """On the page. `q` looks in the customer's name, the reference and the note."""

    q = filters.CharFilter(label=_("Search"), method="matching", max_length=LONGEST)
    method = filters.ChoiceFilter(
        label=_("Method"), choices=Payment.Method.choices, empty_label=_("All")
    )
    date_from = filters.DateFilter(
        "date", "gte", label=_("From"), widget=forms.DateInput({"type": "date"})
    )
    date_to = filters.DateFilter(
        "date", "lte", label=_("To"), widget=forms.DateInput({"type": "date"})
    )

    class Meta:
        model = Payment
        fields: list[str] = []

    def matching(self, payments: PaymentQuerySet, name: str, words: str) -> PaymentQuerySet:
        return payments.matching(words)


class PaymentFilter(PaymentSearch):
    """By the API. `reversed` is left out for both."""

    currency = filters.CharFilter(lookup_expr="iexact")
    reversed = filters.BooleanFilter("reversal", "isnull", exclude=True)
    invoice = filters.UUIDFilter("allocations__invoice_id")
