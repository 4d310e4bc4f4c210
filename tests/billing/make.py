"""Makers of what stands in the public room about paying. The test stands in it."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import Any

from billing.days import today
from billing.models import Payer, Plan, PlanPrice, Subscription
from billing.workflows.begin import begin
from tenants.actor import KONTOR, Actor

_next = count(1)

COMPANY = {
    "kind": "company",
    "legal_name": "SIA Maiznīca",
    "registration_number": "40003521600",
    "vat_number": "LV40003521600",
    "street": "Brīvības iela 1",
    "city": "Rīga",
    "postal_code": "LV-1010",
    "country": "LV",
    "email": "rekini@acme.example",
    "document_language": "lv",
}
PERSON = {
    "kind": "person",
    "first_name": "Әлия",
    "last_name": "Қасымова",
    "street": "Абай даңғылы, 10",
    "city": "Алматы",
    "country": "KZ",
    "email": "aliya@acme.example",
    "document_language": "kk",
}


def plan(*, priced: bool = True, **given: Any) -> Plan:
    values = {"code": f"plan-{next(_next)}", "name_en": "Counter", "description_en": ""}
    made = Plan(**{**values, **given})
    made.make(by=KONTOR)
    if priced:
        price(made)
    return made


def price(plan: Plan, **given: Any) -> PlanPrice:
    values = {
        "amount": Decimal(19),
        "currency": "EUR",
        "valid_from": today(),
        "trial_days": 30,
        "by": KONTOR,
    }
    return plan.add_price(**{**values, **given})


def payer(*, by: Any = None, **given: Any) -> Payer:
    """A company, kept by this member of the cast."""
    made = Payer(**{**COMPANY, **given})
    made.make(by=Actor(user=by.user) if by else KONTOR)
    return made


def subscription(tenant: Any, plan: Plan) -> Subscription:
    return begin(tenant, plan, by=KONTOR)
