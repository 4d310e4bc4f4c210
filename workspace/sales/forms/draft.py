"""What a draft says besides its lines."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from i18n.choice import document_languages
from workspace.company.models import Company
from workspace.parties.models import Party
from workspace.sales import currencies
from workspace.sales.models import Document


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)


class CreditForm(forms.Form):
    """Of a credit note that takes an invoice back: the customer is the invoice's."""

    issue_date = _day(_("Date of issue"), _("Left empty, it is the day on which you issue it."))
    supply_date = _day(_("Date of supply"), _("If it is another day than the issue."))
    language = forms.ChoiceField(label=_("Language"), required=False)
    note = forms.CharField(
        label=_("Note on the document"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        language: Any = self.fields["language"]
        language.choices = [("", _("The customer's")), *document_languages()]


class DraftForm(CreditForm):
    party = forms.ModelChoiceField(
        Party.objects.none(), label=_("Customer"), empty_label=_("Choose a customer")
    )
    currency = forms.ChoiceField(label=_("Currency"))
    due_date = _day(_("To be paid by"), _("Left empty, it follows from the days to pay."))
    field_order = (
        "party",
        "currency",
        "issue_date",
        "supply_date",
        "due_date",
        "language",
        "note",
    )

    def __init__(self, *args: Any, kind: str, company: Company, **how: Any) -> None:
        super().__init__(*args, **how)
        party: Any = self.fields["party"]
        party.queryset = self._parties()
        currency: Any = self.fields["currency"]
        currency.choices = currencies.choices(company.currency, self.initial.get("currency", ""))
        self.initial.setdefault("currency", company.currency)
        if kind == Document.Kind.CREDIT_NOTE:
            del self.fields["due_date"]

    def _parties(self) -> Any:
        """Those in use, and the one that the draft has already."""
        active = Party.objects.active().filter(is_customer=True)
        mine = self.initial.get("party")
        return (active | Party.objects.filter(pk=mine)) if mine else active
