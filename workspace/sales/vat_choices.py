"""What a person chooses for the VAT of a line: one list of tax codes, rates and reasons for none.

A choice is the id of a tax code, or `S:21` or `E:0` for what is written by hand; an empty one is the
usual: what the item says, and without an item the standard rate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from i18n.writing import written_quantity
from workspace.catalogue.models import Item
from workspace.company.models import Company
from workspace.vat.categories import VatCategory
from workspace.vat.codes import pack_of
from workspace.vat.names import NAMES
from workspace.vat.writing import offered

_BY_HAND = re.compile(r"([A-Z]{1,2}):([0-9]{1,3}(?:\.[0-9]{1,2})?)")
_UNTAXED = [category for category in VatCategory.values if category != VatCategory.STANDARD]
_STANDARD = "standard"
Choices = list[tuple[str, str]]


def chosen(of: Any) -> str:
    """Of a line or an item."""
    return of.tax_code or by_hand(of.vat_category, of.vat_rate)


def by_hand(category: str, rate: Decimal) -> str:
    return f"{category}:{rate.normalize():f}"


def read(choice: str) -> dict[str, Any] | None:
    """As a line is given to `drafting.lines_of`; nothing if it can be no choice."""
    if found := _BY_HAND.fullmatch(choice):
        category, rate = found.groups()
        known = category in VatCategory.values
        return {"vat_category": category, "vat_rate": Decimal(rate)} if known else None
    return None if ":" in choice else {"tax_code": choice}


def choices(company: Company, day: date) -> Choices:
    """The tax codes of this day; where we know none, the rates of our items and the reasons."""
    codes = [offered(*code) for code in pack_of(company.country).on(day)]
    return [("", _("Usual")), *(codes or _without_a_pack())]


def usual(company: Company) -> dict[str, Any]:
    """Of a line without an item. Who bears no VAT, or lives where we know no codes, says it by hand."""
    known = company.vat_registered and _STANDARD in pack_of(company.country).codes
    return {"tax_code": _STANDARD} if known else {}


def with_these(offers: Choices, used: Iterable[str]) -> Choices:
    """And those that lines have already, whatever they are."""
    known = {value for value, _words in offers}
    return [*offers, *((one, _words_of(one)) for one in dict.fromkeys(used) if one not in known)]


def _without_a_pack() -> Choices:
    taxed = Item.objects.active().filter(tax_code="", vat_category=VatCategory.STANDARD).order_by()
    rates = sorted(taxed.values_list("vat_rate", flat=True).distinct(), reverse=True)
    values = [by_hand("S", rate) for rate in rates] + [f"{one}:0" for one in _UNTAXED]
    return [(value, _words_of(value)) for value in values]


def _words_of(choice: str) -> str:
    said = read(choice)
    if said is None or "tax_code" in said:
        return str(NAMES.get(choice, choice))
    if said["vat_category"] != VatCategory.STANDARD:
        return str(VatCategory(said["vat_category"]).label)
    return f"{written_quantity(said['vat_rate'])}%"
