"""Makers: plain functions with keyword overrides. The test stands in a workspace."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from uuid_utils.compat import uuid7

from workspace.catalogue.models import Item
from workspace.company.models import Company
from workspace.members.models import Member
from workspace.money.models import Payment
from workspace.parties.models import Party
from workspace.sales.models import CreditNote, Invoice, Line

TODAY = date.today()  # noqa: DTZ011 - the process runs in UTC
_next = count(1)


def member(**given: Any) -> Member:
    values = {"membership_id": uuid7(), "name": "Alice", "email": "alice@acme.example"}
    return Member.objects.create(**{**values, **given})


def company(**given: Any) -> Company:
    """The workspace's one company, with all that the law wants on an invoice."""
    values = {
        "legal_name": "SIA Acme Bakery",
        "registration_number": "40003521600",
        "vat_registered": True,
        "vat_number": "LV40003521600",
        "street": "Brīvības iela 1",
        "city": "Rīga",
        "postal_code": "LV-1010",
        "country": "LV",
        "iban": "LV80BANK0000435195001",
        "document_language": "lv",
        "currency": "EUR",
    }
    the_one, _ = Company.objects.update_or_create(defaults={**values, **given})
    return the_one


def party(**given: Any) -> Party:
    values = {
        "name": f"SIA Maize {next(_next)}",
        "street": "Krasta iela 5",
        "city": "Rīga",
        "postal_code": "LV-1003",
        "country": "LV",
    }
    return Party.objects.create(**{**values, **given})


def item(**given: Any) -> Item:
    values = {
        "name": f"Rye bread {next(_next)}",
        "unit_price": Decimal("2.50"),
        "vat_category": "S",
        "vat_rate": Decimal(21),
    }
    return Item.objects.create(**{**values, **given})


def line(**given: Any) -> Line:
    """A line that is not saved: a document's verbs take it."""
    values = {
        "description": "Rye bread",
        "unit": "C62",
        "quantity": Decimal(2),
        "unit_price": Decimal("14.50"),
        "vat_category": "S",
        "vat_rate": Decimal(21),
    }
    return Line(**{**values, **given})


def invoice(**given: Any) -> Invoice:
    """A draft of 29.00 net, 35.09 gross, unless other `lines` are given."""
    return _draft(Invoice, given)


def credit_note(**given: Any) -> CreditNote:
    """A draft that stands alone, of 29.00 net."""
    return _draft(CreditNote, given)


def issued_invoice(*, on: date | None = None, **given: Any) -> Invoice:
    company()
    made = invoice(**given)
    made.issue(by=made.created_by, on=on)
    return made


def issued_credit_note(*, on: date | None = None, **given: Any) -> CreditNote:
    company()
    made = credit_note(**given)
    made.issue(by=made.created_by, on=on)
    return made


def payment(**given: Any) -> Payment:
    """50.00 that came in today, and pay nothing yet unless `allocations` are given."""
    values = {
        "date": TODAY,
        "amount": Decimal("50.00"),
        "currency": "EUR",
        "key": f"key-{next(_next)}",
        "digest": "",
        **given,
    }
    values["by"] = given.get("by") or member()
    values["party"] = given.get("party") or party()
    return Payment.objects.record(**values)


def _draft(model: Any, given: dict[str, Any]) -> Any:
    values = {"currency": "EUR", **given}
    values["by"] = given.get("by") or member()
    values["party"] = given.get("party") or party()
    if "lines" not in given:
        values["lines"] = [line()]
    return model.objects.draft(**values)
