"""What the law wants an invoice to say of the seller.

EU: VAT Directive 2006/112, article 226 (3) and (5): the seller's full name and address, and the
VAT number under which it sold; Latvia adds the registration number (VAT law, article 125).
Kazakhstan: the BIN or IIN (Tax Code, on invoices); there is no separate VAT number to write.
A business that is not registered for VAT has no VAT number, and owes none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from workspace.company.models import Company

_ALWAYS: dict[str, Promise] = {
    "legal_name": _("Write the company's legal name."),
    "registration_number": _("Write the registration number."),
    "street": _("Write the street and house of the legal address."),
    "city": _("Write the city of the legal address."),
    "country": _("Choose the country."),
}
_BIN = _("Write the BIN or IIN.")
_VAT_NUMBER = _("Write the VAT number, or say that the company is not registered for VAT.")


def missing_for_invoicing(company: Company) -> list[tuple[str, str | Promise]]:
    """Fields that an invoice cannot do without, each with a sentence that says what to do."""
    is_kazakh = company.country == "KZ"
    sentences = {**_ALWAYS, "registration_number": _BIN} if is_kazakh else _ALWAYS
    missing: list[tuple[str, str | Promise]] = [
        (field, sentence) for field, sentence in sentences.items() if not getattr(company, field)
    ]
    if company.vat_registered and not company.vat_number and not is_kazakh:
        missing.append(("vat_number", _VAT_NUMBER))
    return missing
