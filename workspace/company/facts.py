"""The company as names and values, for those who only look."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from workspace.company.models import Company


def facts_of(company: Company) -> list[tuple[str, Any]]:
    return [
        (_("Legal name"), company.legal_name),
        (_("Registration number"), company.registration_number),
        (_("VAT number"), company.vat_number),
        (_("Legal address"), ", ".join(company.address_lines())),
        (_("E-mail"), company.email),
        (_("Phone"), company.phone),
        (_("Website"), company.website),
        (_("IBAN"), company.written_iban),
        (_("Bank"), ", ".join(part for part in (company.bank_name, company.bic) if part)),
        (_("Days to pay"), company.payment_days),
        (_("Language of documents"), company.get_document_language_display()),
        (_("Currency"), company.currency),
    ]
