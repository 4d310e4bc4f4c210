from __future__ import annotations

from typing import Any

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


# May be left for later, so not required; but no invoice does without, so not optional either.
NEEDED = ("street", "city")


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

    def __init__(self, *given: Any, **how: Any) -> None:
        super().__init__(*given, **how)
        for name in NEEDED:
            self.fields[name].needed = True  # type: ignore[attr-defined]
