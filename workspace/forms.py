"""A page's form over a row. It checks as the row does, and leaves the saving to the row's verb."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.errors import Refusal
from identity.countries import choices


class RowForm(forms.ModelForm[Any]):
    """Over a copy of the row: the row itself changes by its verb only."""

    template_name = "parts/grouped_form.html"
    sections: Iterable[tuple[Promise, Iterable[str]]] = ()

    def __init__(self, data: Any = None, *, row: Any, **how: Any) -> None:
        super().__init__(data, instance=copy(row), **how)
        # The database decides who was first; `saved` tells what it said.
        self._validate_unique = False
        self.instance.validate_constraints = _not_here

    def grouped(self) -> list[dict[str, Any]]:
        """The sections for the page: a heading and its bound fields."""
        return [
            {"legend": legend, "fields": [self[name] for name in names if name in self.fields]}
            for legend, names in self.sections
        ]

    def saved(self, save: Callable[[], object]) -> bool:
        """Whether the row's verb went through. If it was refused, the form tells why."""
        try:
            save()
        except Refusal as refusal:
            self._show(refusal)
            return False
        return True

    def _show(self, refusal: Refusal) -> None:
        """Beside the fields that the refusal names, or above them all."""
        for name, sentences in refusal.fields.items():
            self.add_error(name if name in self.fields else None, sentences)
        if not refusal.fields:
            self.add_error(None, str(refusal.detail))


def _not_here(exclude: Any = None) -> None:
    """In the place of a row's own check of its constraints."""


class CountryField(forms.ChoiceField):
    """A country, by its name in the reader's language."""

    def __init__(self, **how: Any) -> None:
        super().__init__(choices=_with_none, label=_("Country"), **how)


class DaysInput(forms.TextInput):
    """A whole number that stays as it was typed, also when it is none."""

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "figure"})


def _with_none() -> list[tuple[str, Any]]:
    return [("", _("Choose a country")), *choices()]
