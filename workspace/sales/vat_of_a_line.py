"""The VAT that a new line begins with: as it is said, else as its item says, on the tax point."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from i18n.writing import written_day
from workspace.catalogue.models import Item
from workspace.company.models import Company
from workspace.vat.categories import VatCategory
from workspace.vat.codes import pack_of

Given = Mapping[str, Any]
Vat = tuple[str, str, Decimal]  # tax code, category, rate
NOTHING = Decimal(0)


class VatOnADay:
    """In the company's country, on one day."""

    def __init__(self, company: Company, day: date) -> None:
        self.company, self.day, self.pack = company, day, pack_of(company.country)

    def faults_of(self, given: Given) -> dict[str, str]:
        """A tax code that does not hold on the day, or that is contradicted."""
        if not given.get("tax_code"):
            return {}
        known = self._coded(given["tax_code"])
        if known is None:
            day = {"day": written_day(self.day)}
            return {"tax_code": _("There is no such tax code on %(day)s.") % day}
        _id, category, rate = known
        if given.get("vat_category") not in (None, "", category):
            return {"vat_category": _("The tax code says another category. Leave one of them out.")}
        if given.get("vat_rate") not in (None, rate):
            return {"vat_rate": _("The tax code says another rate. Leave one of them out.")}
        return {}

    def of(self, given: Given, item: Item | None) -> Vat:
        """What is said wins; then the item's; who is not registered for VAT charges none."""
        if given.get("tax_code"):
            return self._coded(given["tax_code"]) or ("", VatCategory.STANDARD, NOTHING)
        category, rate = given.get("vat_category"), given.get("vat_rate")
        if category:
            return "", category, self._rate(category, rate, item)
        if rate:
            return "", VatCategory.STANDARD, rate
        if not self.company.vat_registered:
            return self._coded("outside") or ("", VatCategory.OUTSIDE, NOTHING)
        if rate is None and item:
            return (item.tax_code, *item.vat_on(self.day, self.pack))
        untaxed = item is not None and item.vat_category != VatCategory.STANDARD
        return "", (item.vat_category if item and untaxed else VatCategory.ZERO), NOTHING

    def _rate(self, category: str, said: Decimal | None, item: Item | None) -> Decimal:
        if said is not None:
            return said
        if category != VatCategory.STANDARD or item is None or item.vat_category != category:
            return NOTHING
        return item.vat_on(self.day, self.pack)[1]

    def _coded(self, tax_code: str) -> Vat | None:
        found = self.pack.rate_of(tax_code, self.day)
        if found is None:
            return None
        code, rate = found
        return code.id, code.category, rate.percent
