"""What those who pay fill in at the Account page."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.models import Payer
from i18n.choice import document_languages
from identity.countries import choices

_COMPANY = ["legal_name", "registration_number", "vat_number"]
_PERSON = ["first_name", "last_name", "registration_number", "vat_number"]
_ADDRESS = ["street", "city", "postal_code", "region", "country"]
_CONTACT = ["email", "phone", "document_language"]
_AUTOCOMPLETE = {
    "legal_name": "organization",
    "first_name": "given-name",
    "last_name": "family-name",
    "street": "street-address",
    "city": "address-level2",
    "postal_code": "postal-code",
    "region": "address-level1",
    "phone": "tel",
}
# The row refuses them empty: not optional, although the browser need not know.
_NEEDED = {"legal_name", "first_name", "last_name", "street", "city"}


def _countries() -> list[tuple[str, Any]]:
    return [("", _("Choose a country")), *choices()]


class PayerForm(forms.ModelForm[Payer]):
    """The data of a payer of one kind. It checks as the row does, and saves nothing itself."""

    template_name = "parts/grouped_form.html"
    country = forms.ChoiceField(label=_("Country"), choices=_countries)
    document_language = forms.ChoiceField(
        label=_("Language of invoices"), choices=document_languages
    )

    class Meta:
        model = Payer
        fields = [name for name in Payer.DATA if name != "kind"]
        help_texts = {
            "vat_number": _("With the country's letters, such as LV40003521600."),
            "phone": _("With + and the country's code, if it is not a number of your country."),
        }
        widgets = {
            name: forms.TextInput(attrs={"autocomplete": token})
            for name, token in _AUTOCOMPLETE.items()
        }

    def __init__(self, data: Any = None, *, payer: Payer, kind: str) -> None:
        super().__init__(data, instance=copy(payer))
        self.instance.kind = kind
        self.instance.validate_constraints = _not_here  # type: ignore[method-assign]
        self._validate_unique = False
        self.is_person = kind == Payer.Kind.PERSON
        shown = {name for _legend, names in self._sections() for name in names}
        for name in set(self.fields) - shown:
            del self.fields[name]
        needed = _NEEDED if self.is_person else _NEEDED | {"registration_number"}
        for name in needed & shown:
            self.fields[name].needed = True  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """All that was filled in, with the kind."""
        return {**self.cleaned_data, "kind": self.instance.kind}

    def grouped(self) -> list[dict[str, Any]]:
        """The sections for the page: a heading and its bound fields."""
        return [
            {"legend": legend, "fields": [self[name] for name in names]}
            for legend, names in self._sections()
        ]

    def _sections(self) -> Iterator[tuple[Promise, list[str]]]:
        if self.is_person:
            yield _("The person"), _PERSON
        else:
            yield _("The company"), _COMPANY
        yield _("Address"), _ADDRESS
        yield _("Invoices"), _CONTACT


def _not_here(exclude: Any = None) -> None:
    """In the place of the row's own check of its constraints: the database has the last word."""
