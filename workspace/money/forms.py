"""What is typed about a payment, and how much of it each open invoice gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from i18n.forms import AmountField
from workspace.money.models import Payment
from workspace.sales import currencies

# While one types, the server says which invoices the amount pays. Without JavaScript a button asks.
_ASKS = {
    "hx-post": "",
    "hx-trigger": "input changed delay:400ms",
    "hx-target": "#open-invoices",
    "hx-select": "#open-invoices",
    "hx-swap": "outerHTML",
    "hx-include": "closest form",
    "hx-vals": '{"distribute": "1"}',
}


def new_key() -> str:
    """Goes along with a form, so that a second click records nothing more."""
    return f"page-{uuid7().hex}"


class PaymentForm(forms.Form):
    amount = AmountField(label=_("Amount"), max_digits=19, decimal_places=4)
    currency = forms.ChoiceField(label=_("Currency"))
    date = forms.DateField(
        label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    method = forms.ChoiceField(label=_("Method"), choices=Payment.Method.choices)
    reference = forms.CharField(
        label=_("Reference"),
        required=False,
        max_length=140,
        help_text=_("What the bank's statement says, or the number of the receipt."),
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=200)

    def __init__(
        self, *args: Any, asks: bool = False, also: Iterable[str] = (), **how: Any
    ) -> None:
        super().__init__(*args, **how)
        currency: Any = self.fields["currency"]
        currency.choices = currencies.choices(self.initial.get("currency", ""), *also)
        if asks:
            self.fields["amount"].widget.attrs.update(_ASKS)

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class SharesForm(forms.Form):
    """How much of a payment each of these invoices gets; an empty field is nothing."""

    def __init__(
        self,
        data: Any = None,
        *,
        invoices: Iterable[Any],
        shares: Mapping[UUID, Decimal] | None = None,
    ) -> None:
        self.invoices = {_name(invoice.pk): invoice for invoice in invoices}
        initial = {_name(pk): amount for pk, amount in (shares or {}).items()}
        super().__init__(data, initial=initial)
        for name, invoice in self.invoices.items():
            self.fields[name] = AmountField(
                label=_("Allocated to %(number)s") % {"number": invoice},
                required=False,
                max_digits=19,
                decimal_places=4,
            )

    def rows(self) -> list[dict[str, Any]]:
        return [{"invoice": one, "field": self[name]} for name, one in self.invoices.items()]

    def amounts(self) -> dict[UUID, Decimal]:
        """What was typed, by invoice."""
        typed = ((one.pk, self.cleaned_data.get(name)) for name, one in self.invoices.items())
        return {pk: amount for pk, amount in typed if amount}

    def tell(self, pk: str, sentences: list[str]) -> bool:
        """Beside the invoice's field, if it stands here."""
        is_here = f"share-{pk}" in self.fields
        if is_here:
            self.add_error(f"share-{pk}", sentences)
        return is_here


def _name(pk: UUID) -> str:
    return f"share-{pk}"


class ReversalForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        help_text=_("It stays on the payment, with your name and the day."),
    )
