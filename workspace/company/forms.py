from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from i18n.choice import document_languages
from workspace.company.models import Company
from workspace.forms import CountryField, DaysInput, RowForm

_SECTIONS: list[tuple[Promise, list[str]]] = [
    (_("The business"), ["legal_name", "registration_number", "vat_registered", "vat_number"]),
    (_("Legal address"), ["street", "city", "postal_code", "region", "country"]),
    (_("Contact"), ["email", "phone", "website"]),
    (_("Bank"), ["iban", "bic", "bank_name"]),
    (_("Documents"), ["payment_days", "document_language"]),
]
_AUTOCOMPLETE = {
    "legal_name": "organization",
    "street": "street-address",
    "city": "address-level2",
    "postal_code": "postal-code",
    "region": "address-level1",
}


# May be left for later, so not required; but no invoice does without, so not optional either.
NEEDED = ("registration_number", "street", "city")


class CompanyForm(RowForm):
    country = CountryField()
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    document_language = forms.ChoiceField(
        label=_("Language of documents"), choices=document_languages
    )
    sections = _SECTIONS

    class Meta:
        model = Company
        fields = [name for _legend, names in _SECTIONS for name in names]
        help_texts = {
            "vat_number": _("With the country's letters, such as LV40003521600."),
            "bic": _("Leave it empty: we find it by the IBAN where we can."),
            "bank_name": _("Leave it empty: we find it by the IBAN where we can."),
            "payment_days": _("How long a customer has, unless you agreed on something else."),
        }
        widgets = {"payment_days": DaysInput()} | {
            name: forms.TextInput(attrs={"autocomplete": token})
            for name, token in _AUTOCOMPLETE.items()
        }

    def __init__(self, *given: Any, **how: Any) -> None:
        super().__init__(*given, **how)
        self.initial["iban"] = self.instance.written_iban
        for name in NEEDED:
            self.fields[name].needed = True  # type: ignore[attr-defined]


class LogoForm(forms.Form):
    """Only takes the file; the company decides whether it is a logo."""

    logo = forms.FileField(
        label=_("Picture"),
        help_text=_("PNG or JPEG, at most 1 MB. It stands at the top of your documents."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )

    def show(self, sentences: Any) -> None:
        self.add_error("logo", sentences)
