"""What the VAT of a document wants of its two sides and its dates before it is issued.

EN 16931: BR-AE-02 to BR-AE-04, BR-IC-02 to BR-IC-12, BR-G-02 to BR-G-04, BR-O-11 to BR-O-14.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from identity.countries import EUROPEAN_UNION
from workspace.company.models import Company
from workspace.parties.models import Party
from workspace.sales.models.line import Line
from workspace.vat.categories import VatCategory
from workspace.vat.codes import pack_of
from workspace.vat.following import wrong_on

if TYPE_CHECKING:
    from datetime import date

    from workspace.sales.models.document import Document

Missing = dict[str, list[str]]
_OF_REGISTERED = {
    VatCategory.STANDARD,
    VatCategory.REVERSE_CHARGE,
    VatCategory.INTRA_COMMUNITY,
    VatCategory.EXPORT,
}


def of_vat(
    document: Document, lines: list[Line], company: Company, day: date, missing: Missing
) -> None:
    """`day` is the tax point."""
    used = {line.vat_category for line in lines}
    if used & _OF_REGISTERED and not company.vat_registered:
        missing["company.vat_registered"].append(
            _(
                "The company is not registered for VAT. Register it in the settings, or take VAT off."
            )
        )
    if VatCategory.OUTSIDE in used and len(used) > 1:
        missing["lines"].append(
            _("Lines outside the scope of VAT stand on a document of their own.")
        )
    fresh = [line for line in lines if line.credits_id is None]
    missing["lines"] += wrong_on(fresh, pack_of(company.country), day)
    if fresh:  # what takes an invoice back bears the invoice's VAT, whatever has changed since
        _of_buyer(document, {line.vat_category for line in fresh}, company, missing)


def _of_buyer(document: Document, used: set[str], company: Company, missing: Missing) -> None:
    party = document.party
    if VatCategory.REVERSE_CHARGE in used and not party.vat_number:
        missing["party.vat_number"].append(_("Reverse charge needs the customer's VAT number."))
    if VatCategory.INTRA_COMMUNITY in used:
        _of_intra_community(document, company, missing)
    if VatCategory.EXPORT in used and not _is_abroad(party, company):
        missing["party.country"].append(
            _("An export goes to another country, outside the EU. Check the customer's country.")
        )


def _of_intra_community(document: Document, company: Company, missing: Missing) -> None:
    party = document.party
    if not party.vat_number:
        missing["party.vat_number"].append(
            _("A supply within the EU needs the customer's VAT number.")
        )
    if not _is_elsewhere_in_the_union(party, company):
        missing["party.country"].append(
            _("A supply within the EU goes to another country of the EU. Check the customer's.")
        )
    if document.supply_date is None:
        missing["supply_date"].append(_("A supply within the EU needs the date of supply."))


def _is_elsewhere_in_the_union(party: Party, company: Company) -> bool:
    northern_ireland = party.country == "GB" and party.vat_number.startswith("XI")
    return party.country != company.country and (
        party.country in EUROPEAN_UNION or northern_ireland
    )


def _is_abroad(party: Party, company: Company) -> bool:
    if company.country in EUROPEAN_UNION:
        return bool(party.country) and party.country not in EUROPEAN_UNION
    return bool(party.country) and party.country != company.country
