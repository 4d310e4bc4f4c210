"""The lines of a draft, as a table to type in. It works without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q, Value
from django.db.models.functions import Upper
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext_lazy as _

from i18n.forms import AmountField
from workspace.catalogue.models import Item
from workspace.catalogue.units import UNITS
from workspace.sales import vat_choices
from workspace.sales.models import Line
from workspace.sales.totals import MOST_LINES

SUGGESTIONS = "items"  # the id of the page's list of items


def plain(number: Decimal) -> Decimal:
    """Without the zeros that say nothing: 2.0000 is typed as 2."""
    return Decimal(f"{number.normalize():f}")


class LineForm(forms.Form):
    """A line whose description is the name or code of an item is a line of that item."""

    description = forms.CharField(
        label=_("What"),
        max_length=500,
        widget=forms.TextInput(attrs={"list": SUGGESTIONS, "autocomplete": "off"}),
    )
    item = forms.UUIDField(required=False, widget=forms.HiddenInput)
    quantity = AmountField(label=_("Quantity"))
    unit = forms.ChoiceField(label=_("Unit"), required=False, choices=[("", "–"), *UNITS])
    unit_price = AmountField(label=_("Price"), required=False)
    vat = forms.ChoiceField(label=_("VAT"), required=False)

    def __init__(self, *args: Any, vat: list[tuple[str, str]], **how: Any) -> None:
        super().__init__(*args, **how)
        choice: Any = self.fields["vat"]
        choice.choices = vat
        for name in ("quantity", "unit_price"):
            self.fields[name].widget.attrs["class"] = "figure"

    @property
    def is_blank(self) -> bool:
        """Nothing is written in it yet, so that there is nothing to remove."""
        return not self.has_changed()

    def given(self) -> dict[str, Any]:
        """As `drafting.lines_of` takes it."""
        typed = self.cleaned_data
        line = {name: typed[name] for name in ("description", "quantity", "unit", "unit_price")}
        line["item"] = typed.get("item") or None
        if typed.get("vat"):
            line["vat_category"], line["vat_rate"] = vat_choices.read(typed["vat"])
        return line


class _Lines(forms.BaseFormSet[Any]):
    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if DELETION_FIELD_NAME in form.fields:
            form.fields[DELETION_FIELD_NAME].label = _("Remove")

    def written(self) -> list[Any]:
        """The forms of lines that somebody wrote and did not remove."""
        return [
            form for form in self.forms if form.has_changed() and form not in self.deleted_forms
        ]

    def say_nothing(self) -> None:
        """Shown again as typed, without complaints: nobody asked to save yet."""
        self._errors: Any = [{} for _form in self.forms]
        self._non_form_errors = self.error_class()
        for form in self.forms:
            form._errors = forms.utils.ErrorDict()


DraftLines = forms.formset_factory(
    LineForm, formset=_Lines, extra=0, can_delete=True, max_num=MOST_LINES, absolute_max=MOST_LINES
)


def initial_of(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [
        {
            "description": line.description,
            "item": line.item_id,
            "quantity": plain(line.quantity),
            "unit": line.unit,
            "unit_price": plain(line.unit_price),
            "vat": vat_choices.chosen(line.vat_category, line.vat_rate),
        }
        for line in lines
    ]


def find_items(given: list[dict[str, Any]]) -> None:
    """A description that is an item's name or code makes the line one of that item. One query.

    Capitals do not matter, unless an item is written exactly as this.
    """
    words = {line["description"] for line in given} - {""}
    found = _named(words) if words else {}
    for line in given:
        typed = line["description"]
        item = found.get(typed) or found.get(typed.casefold())
        if item is not None:
            line["item"], line["description"] = item.pk, item.name


def _named(words: set[str]) -> dict[str, Item]:
    """Items by their names and codes, as they are written and without capitals."""
    capitals = [Upper(Value(word)) for word in words]
    items = Item.objects.active().alias(big_name=Upper("name"), big_code=Upper("code"))
    named = items.filter(Q(big_name__in=capitals) | Q(big_code__in=capitals))
    exact = {word: item for item in named for word in (item.code, item.name) if word}
    return {word.casefold(): item for word, item in exact.items()} | exact


class CreditLineForm(forms.Form):
    """How much of one line of the invoice is taken back; 0 or nothing leaves it out."""

    line = forms.UUIDField(widget=forms.HiddenInput)
    quantity = AmountField(label=_("Take back"), required=False)

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["quantity"].widget.attrs["class"] = "figure"


CreditLines = forms.formset_factory(
    CreditLineForm, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES
)
