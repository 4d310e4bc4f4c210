"""A tax code as a person chooses it from a list: the rate first, then what it is for."""

from __future__ import annotations

from i18n.writing import written_quantity
from workspace.vat.categories import VatCategory
from workspace.vat.codes import Rate, TaxCode


def offered(code: TaxCode, rate: Rate) -> tuple[str, str]:
    """Its id, and its words: `21% Standard rate`, or `Reverse charge`."""
    if code.category != VatCategory.STANDARD:
        return code.id, code.name
    return code.id, f"{written_quantity(rate.percent)}% {code.name}"
