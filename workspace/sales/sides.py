"""The two sides of a document, as they stand on it: what issuing keeps of seller and buyer."""

from __future__ import annotations

from typing import Any

from workspace.company.models import Company
from workspace.parties.models import Party

_ADDRESS = ("street", "city", "postal_code", "region", "country")
_SELLER = ("registration_number", "vat_number", "email", "phone", "iban", "bic", "bank_name")
_BUYER = ("registration_number", "vat_number", "email")


def seller_of(company: Company, language: str) -> dict[str, Any]:
    return _side(company, company.legal_name, _SELLER, language)


def buyer_of(party: Party, language: str) -> dict[str, Any]:
    return _side(party, party.name, _BUYER, language)


def _side(
    row: Company | Party, name: str, fields: tuple[str, ...], language: str
) -> dict[str, Any]:
    kept = {field: getattr(row, field) for field in (*fields, *_ADDRESS)}
    return {"name": name, **kept, "address": row.address_lines(language or None)}
