"""A document as it is presented, on a page and on paper: both sides, its words, the legal wording.

An issued one shows what it kept; a draft shows what it would keep today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from i18n.choice import document_language
from identity.iban import written
from workspace.catalogue.units import unit_short
from workspace.company.models import Company
from workspace.sales.models import Document
from workspace.sales.sides import buyer_of, seller_of
from workspace.sales.totals import Totals
from workspace.vat.categories import VatCategory
from workspace.vat.wordings import wordings_of


@dataclass(frozen=True)
class Presented:
    language: str
    seller: dict[str, Any]
    buyer: dict[str, Any]
    seller_lines: list[str]
    buyer_lines: list[str]
    lines: list[dict[str, Any]]
    totals: Totals
    dates: list[tuple[str, date]]
    wording: list[str]
    has_logo: bool


def presented(document: Document) -> Presented:
    company = Company.objects.the_one()
    language = _language(document, company)
    seller = document.seller or seller_of(company, language)
    buyer = document.buyer or buyer_of(document.party, language)
    with override(language):
        return Presented(
            language=language,
            seller=seller,
            buyer=buyer,
            seller_lines=_side(seller),
            buyer_lines=_side(buyer),
            lines=[_line(line) for line in document.lines.all()],
            totals=document.totals(),
            dates=_dates(document),
            wording=_wording(document, seller.get("country", "")),
            has_logo=bool(company.logo) and not document.external_number,
        )


def _language(document: Document, company: Company) -> str:
    if document.is_issued:
        return document.language
    return document_language(
        document.language, document.party.document_language, company.document_language
    )


def _side(side: dict[str, Any]) -> list[str]:
    numbers = [
        (_("Reg. no."), side.get("registration_number")),
        (_("VAT no."), side.get("vat_number")),
        (_("IBAN"), written(side.get("iban") or "")),
        (_("Bank"), side.get("bank_name")),
        (_("BIC"), side.get("bic")),
    ]
    return [*side["address"], *(f"{name} {value}" for name, value in numbers if value)]


def _line(line: Any) -> dict[str, Any]:
    rate = line.vat_rate if line.vat_category == VatCategory.STANDARD else None
    return {"row": line, "unit": unit_short(line.unit), "rate": rate}


def _dates(document: Document) -> list[tuple[str, date]]:
    named = [
        (_("Issued"), document.issue_date),
        (_("Supplied"), document.supply_date),
        (_("To be paid by"), document.due_date),
    ]
    return [(name, day) for name, day in named if day]


def _wording(document: Document, country: str) -> list[str]:
    """VAT Directive 2006/112, article 226 (11) and (11a); Latvia's Accounting Law, article 11."""
    wording = wordings_of(document.lines.all(), country)
    if document.external_number:
        return [*wording, _("Issued elsewhere, and recorded here under its own number.")]
    return [*wording, _("Prepared electronically and valid without a signature.")]
