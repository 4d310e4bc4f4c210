"""A business to measure with, made by the same verbs as everybody's."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from tenants.models import Membership, Tenant
from tenants.rooms import public_room, workspace_of
from tenants.workflows.migrate import migrate_everything
from tenants.workflows.provision import provision
from users.models import User
from workspace.company.models import Company
from workspace.members.models import Member
from workspace.parties.models import Party
from workspace.sales.models import Invoice, Line

FIRST_DAY = date(2026, 1, 5)
FACTS = {
    "legal_name": "SIA Mērs",
    "registration_number": "40003521600",
    "vat_registered": True,
    "vat_number": "LV40003521600",
    "street": "Miera iela 12",
    "city": "Rīga",
    "postal_code": "LV-1001",
    "iban": "LV80BANK0000435195001",
}


def opened() -> Membership:
    """A tenant that was onboarded as usual, in a database that was empty; answers its owner's key."""
    migrate_everything(workspaces=False)
    with public_room(), transaction.atomic():
        tenant = Tenant.objects.begin(
            slug="bench", name="Mērs", country="LV", language="lv", currency="EUR"
        )
    provision(tenant.id)
    with public_room():
        tenant.refresh_from_db()
        user = User.objects.create_user("owner@bench.example", name="Bench Owner")
        return Membership.objects.create(tenant=tenant, user=user, role="owner")


def member_of(key: Membership) -> Member:
    """The owner, inside; the company is ready to issue. The door must be open."""
    user = key.user
    member = Member.objects.of(membership_id=key.id, name=user.name, email=user.email)
    company = Company.objects.the_one()
    company.change(FACTS, by=member)
    return member


def party(number: int, by: Member) -> Party:
    made = Party(
        name=f"SIA Kafejnīca {number}",
        street=f"Krasta iela {number}",
        city="Rīga",
        postal_code="LV-1003",
        country="LV",
    )
    made.make(by=by)
    return made


def line(number: int) -> Line:
    return Line(
        code=f"RYE-{number}",
        description=f"Rudzu maize {number}",
        unit="C62",
        quantity=Decimal(2 + number % 7),
        unit_price=Decimal("2.85"),
        vat_category="S",
        vat_rate=Decimal(21),
    )


def draft(party: Party, lines: int, by: Member, *, first: int = 0) -> Invoice:
    rows = [line(number) for number in range(first, first + lines)]
    made: Invoice = Invoice.objects.draft(by=by, party=party, currency="EUR", lines=rows)
    return made


def issue_invoices(key: Membership, many: int) -> None:
    """So many invoices of three lines to five customers, all issued."""
    with workspace_of(key.tenant), transaction.atomic():
        member = member_of(key)
        parties = [party(number, member) for number in range(5)]
        for number in range(many):
            made = draft(parties[number % 5], 3, member)
            made.issue(by=member, on=FIRST_DAY + timedelta(days=number))
