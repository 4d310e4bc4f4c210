from __future__ import annotations

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from i18n.choice import document_languages
from workspace.forms import CountryField, DaysInput, RowForm
from workspace.parties.models import Party

_SECTIONS: list[tuple[Promise, list[str]]] = [
    (_("Who they are"), ["name", "kind", "registration_number", "vat_number"]),
    (_("Address"), ["street", "city", "postal_code", "region", "country"]),
    (_("Contact"), ["email", "phone"]),
    (
        _("Doing business"),
        ["payment_days", "document_language", "is_customer", "is_supplier", "note"],
    ),
]


class PartyForm(RowForm):
    country = CountryField()
    document_language = forms.ChoiceField(
        label=_("Language of documents"),
        choices=[("", _("As the company")), *document_languages()],
        required=False,
    )
    sections = _SECTIONS

    class Meta:
        model = Party
        fields = [name for _legend, names in _SECTIONS for name in names]
        help_texts = {"note": _("Only you and your colleagues see it.")}
        widgets = {"note": forms.Textarea(attrs={"rows": 3}), "payment_days": DaysInput()}
