from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from i18n.forms import AmountField
from workspace.catalogue.models import Item
from workspace.company.models import Company
from workspace.forms import RowForm
from workspace.vat.codes import Rate, TaxCode, pack_of
from workspace.vat.writing import offered

_SECTIONS: list[tuple[Promise, list[str]]] = [
    (_("What it is"), ["name", "code", "kind", "unit", "description"]),
    (_("What it costs"), ["unit_price", "tax_code", "vat_category", "vat_rate"]),
]


class ItemForm(RowForm):
    """Prices and rates with a comma or a point, shown without zeros that say nothing."""

    unit_price = AmountField(
        label=_("Price without VAT"), max_digits=19, decimal_places=4, min_value=0
    )
    vat_rate = AmountField(
        label=_("VAT rate, %"),
        max_digits=5,
        decimal_places=2,
        min_value=0,
        max_value=100,
        required=False,
        help_text=_("Such as 21. Left empty without VAT."),
    )
    tax_code = forms.ChoiceField(
        label=_("VAT"),
        required=False,
        help_text=_("The rate follows the law: when it changes, new documents bear the new one."),
    )
    sections = _SECTIONS

    class Meta:
        model = Item
        fields = [name for _legend, names in _SECTIONS for name in names]
        help_texts = {
            "code": _("Your own short name for it, such as RB-1."),
            "description": _("What stands below the name on documents."),
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *given: Any, **how: Any) -> None:
        super().__init__(*given, **how)
        self._offer(pack_of(Company.objects.the_one().country).on(timezone.localdate()))
        if self.instance.unit_price is not None:
            self.initial["unit_price"] = _short(self.instance.unit_price, Decimal("0.01"))
        self.initial["vat_rate"] = _short(self.instance.vat_rate, Decimal(1)) or None

    def _offer(self, codes: list[tuple[TaxCode, Rate]]) -> None:
        """The tax codes of today; where we know none, VAT is written by hand alone."""
        if not codes:
            del self.fields["tax_code"]
            return
        choice: Any = self.fields["tax_code"]
        choice.choices = [*(offered(*code) for code in codes), ("", _("Another, written by hand"))]

    def clean_vat_rate(self) -> Decimal:
        return self.cleaned_data["vat_rate"] or Decimal(0)


def _short(number: Decimal, step: Decimal) -> Decimal:
    """The same number, with no more decimals than it needs and no fewer than the step's."""
    rounded = number.quantize(step)
    return rounded if rounded == number else number.normalize()
