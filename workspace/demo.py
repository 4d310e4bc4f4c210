"""What the demo's two businesses have done already, by the same verbs as everybody."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tenants.life import Business, KeyHolder
from workspace.catalogue.models import Item
from workspace.company.models import Company
from workspace.members.models import Member
from workspace.money.models import Payment
from workspace.parties.models import Party
from workspace.sales.drafting import lines_of
from workspace.sales.models import Invoice
from workspace.sales.totals import rounded

COMPANIES: dict[str, dict[str, Any]] = {
    "acme": {
        "legal_name": "SIA Maiznīca Acme",
        "registration_number": "40003521600",
        "vat_registered": True,
        "vat_number": "LV40003521600",
        "street": "Miera iela 12",
        "city": "Rīga",
        "postal_code": "LV-1001",
        "email": "birojs@acme.example",
        "iban": "LV80BANK0000435195001",
    },
    "globex": {
        "legal_name": "SIA Globex Trading",
        "registration_number": "40203018897",
        "street": "Ganību dambis 7",
        "city": "Rīga",
        "postal_code": "LV-1045",
        "email": "office@globex.example",
        "iban": "LV80BANK0000435195001",
    },
}
CUSTOMERS = {
    "acme": [
        ("Kafejnīca Rīts", "Krasta iela 5", "Rīga", "LV-1003", "LV"),
        ("Skola Nr. 3", "Lielā iela 41", "Jelgava", "LV-3001", "LV"),
        ("Põhja Kohvik OÜ", "Pikk 22", "Tallinn", "10133", "EE"),
    ],
    "globex": [("Harbour Stores", "Ostas iela 9", "Ventspils", "LV-3601", "LV")],
}
# Code, name, unit (UN/ECE Recommendation 20), price in EUR without VAT, tax code.
ITEMS = {
    "acme": [
        ("RYE", "Rudzu maize, 1 kg", "C62", Decimal("2.85"), "food"),
        ("BUN", "Kanēļa maizīte", "C62", Decimal("0.95"), "standard"),
        ("CAKE", "Medus kūka", "C62", Decimal("24.00"), "standard"),
        ("DELIVERY", "Piegāde", "C62", Decimal("6.50"), "standard"),
    ],
    "globex": [("CONSULT", "Consulting", "HUR", Decimal("65.00"), "outside")],
}


def fill(business: Business, owner: KeyHolder) -> None:
    """Leaves a company that can issue, customers, items, invoices and what came in for them.

    Done once: a repeat is nothing.
    """
    if business.slug not in COMPANIES or Party.objects.exists():
        return
    by = Member.objects.of(membership_id=owner.membership_id, name=owner.name, email=owner.email)
    Company.objects.the_one().change(COMPANIES[business.slug], by=by)
    parties = [_party(about, by) for about in CUSTOMERS[business.slug]]
    items = [_item(about, by) for about in ITEMS[business.slug]]
    wanted = enumerate(parties * 2)
    invoices = [_invoice(party, items, number, business.currency, by) for number, party in wanted]
    _pay(invoices, by)


def _party(about: tuple[str, ...], by: Member) -> Party:
    name, street, city, postal_code, country = about
    party = Party(name=name, street=street, city=city, postal_code=postal_code, country=country)
    party.make(by=by)
    return party


def _item(about: tuple[str, str, str, Decimal, str], by: Member) -> Item:
    code, name, unit, price, tax_code = about
    item = Item(code=code, name=name, unit=unit, unit_price=price, tax_code=tax_code)
    item.make(by=by)
    return item


def _invoice(party: Party, items: list[Item], number: int, currency: str, by: Member) -> Invoice:
    """The first stays a draft; the others went out, ten days apart, the last of them today."""
    wanted = [
        {"item": item.pk, "quantity": Decimal(4 + 3 * number)}
        for item in items[: 1 + number % len(items)]
    ]
    day = timezone.localdate() - timedelta(days=10 * max(0, 5 - number)) if number else None
    lines = lines_of(wanted, company=Company.objects.the_one(), currency=currency, day=day)
    invoice: Invoice = Invoice.objects.draft(
        by=by, party=party, currency=currency, issue_date=day, lines=lines
    )
    if number:
        invoice.issue(by=by)
    return invoice


def _pay(invoices: list[Invoice], by: Member) -> None:
    """Of those that went out the first is paid, the second half paid and late by now."""
    for invoice, part in zip(invoices[1:], (1, 2), strict=False):
        amount = rounded(invoice.gross / part, invoice.currency)
        Payment.objects.record(
            by=by,
            key=f"demo {invoice.pk}",
            digest="",
            party=invoice.party,
            date=min(invoice.issue_date + timedelta(days=9), timezone.localdate()),  # type: ignore[operator]
            amount=amount,
            currency=invoice.currency,
            reference=invoice.label,
            allocations={invoice.pk: amount},
        )
