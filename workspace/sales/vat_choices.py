"""What a person chooses for the VAT of a line: one list of rates and of reasons for none.

A choice is written `S:21` or `E:0`; an empty one means what the item says.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from i18n.writing import written_quantity
from workspace.catalogue.models import Item
from workspace.vat.categories import VatCategory

# Offered before any item says so. Rates end and begin by law; an item may bear any other.
_USUAL = {"LV": (21, 12, 5), "EE": (24, 9), "LT": (21, 12, 5), "KZ": (16, 5)}


def chosen(category: str, rate: Decimal) -> str:
    return f"{category}:{_plain(rate)}"


def read(choice: str) -> tuple[str, Decimal]:
    category, _colon, rate = choice.partition(":")
    return category, Decimal(rate)


def choices(country: str, *, also: Iterable[Decimal] = ()) -> list[tuple[str, str]]:
    """The usual rates of the country, those of our items, and those in use already."""
    taxed = Item.objects.active().filter(vat_category=VatCategory.STANDARD).order_by()
    rates = {Decimal(rate) for rate in _USUAL.get(country, ())} | {rate for rate in also if rate}
    rates.update(taxed.values_list("vat_rate", flat=True).distinct())
    return [
        ("", _("By item")),
        *(
            (chosen("S", rate), f"{written_quantity(rate)}%")
            for rate in sorted(rates, reverse=True)
        ),
        *(
            (chosen(category, Decimal(0)), str(VatCategory(category).label))
            for category in ("Z", "E", "AE", "K", "G", "O")
        ),
    ]


def _plain(rate: Decimal) -> str:
    return f"{rate.normalize():f}"
