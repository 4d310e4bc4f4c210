"""The lines of a draft, as a table to type in. It works without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, Value
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from i18n.forms import AmountField
from workspace.catalogue.models import Item
from workspace.company.models import Company
from workspace.sales import vat_choices
from workspace.sales.models import Line
from workspace.sales.totals import MOST_LINES


def plain(number: Decimal) -> Decimal:
    """Without the zeros that say nothing: 2.0000 is typed as 2."""
    return Decimal(f"{number.normalize():f}")


class VatField(forms.CharField):
    """A tax code, or a category and rate written by hand; whether it holds is for the draft to say."""

    def clean(self, value: Any) -> Any:
        choice = super().clean(value)
        if choice and vat_choices.read(choice) is None:
            raise ValidationError(_("Choose the VAT."), code="vat")
        return choice


class LineForm(forms.Form):
    """A line whose description is the name or code of an item is a line of that item.

    The page writes its inputs itself (`rows`): there may be a hundred of them.
    """

    description = forms.CharField(label=_("What"), max_length=500)
    item = forms.UUIDField(required=False, widget=forms.HiddenInput)
    quantity = AmountField(label=_("Quantity"))
    unit = forms.CharField(label=_("Unit"), required=False, max_length=3)
    unit_price = AmountField(label=_("Price"), required=False)
    vat = VatField(label=_("VAT"), required=False, max_length=20)

    def given(self) -> dict[str, Any]:
        """As `drafting.lines_of` takes it."""
        typed = self.cleaned_data
        line = {name: typed.get(name) for name in ("description", "quantity", "unit", "unit_price")}
        line["item"] = typed.get("item") or None
        return line | (vat_choices.read(typed["vat"]) or {} if typed.get("vat") else {})

    def is_typed(self, name: str) -> bool:
        """Whether anything stands in this field."""
        return bool(str(self[name].data or "").strip())


DraftLines = forms.formset_factory(LineForm, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES)


def initial_of(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [
        {
            "description": line.description,
            "item": line.item_id,
            "quantity": plain(line.quantity),
            "unit": line.unit,
            "unit_price": plain(line.unit_price),
            "vat": vat_choices.chosen(line),
        }
        for line in lines
    ]


def complete(given: list[dict[str, Any]], company: Company) -> None:
    """Fill in what a person need not say: the item that a description names, or else the usual VAT.

    One query.
    """
    _find_items(given)
    for line in given:
        if line["item"] is None and not line.keys() & {"tax_code", "vat_category", "vat_rate"}:
            line.update(vat_choices.usual(company))


def _find_items(given: list[dict[str, Any]]) -> None:
    """A description that is an item's name or code makes the line one of that item.

    Capitals do not matter, unless an item is written exactly as this.
    """
    words = {line["description"] for line in given} - {""}
    found = _named(words) if words else {}
    for line in given:
        typed = line["description"]
        item = found.get(typed) or found.get(typed.casefold())
        if item is not None:
            line["item"], line["description"], line["found"] = item.pk, item.name, item


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
