"""Two plans and two payers, for the demo's two workspaces."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from billing.days import today
from billing.models import Payer, Plan
from billing.workflows.begin import begin
from tenants.actor import KONTOR, Actor
from tenants.life import Business, KeyHolder
from tenants.models import Tenant
from tenants.rooms import public_room
from users.models import User

_PLANS: dict[str, dict[str, Any]] = {
    "counter": {
        "is_default": True,
        "amount": Decimal(19),
        "name_en": "Counter",
        "name_lv": "Lete",
        "name_ru": "Прилавок",
        "name_kk": "Сөре",
        "description_en": "For a business of one or a few: invoices, customers, what was paid.",
        "description_lv": "Uzņēmumam ar vienu vai dažiem cilvēkiem: rēķini, klienti, maksājumi.",
        "description_ru": "Для дела из одного или нескольких человек: счета, клиенты, оплаты.",
        "description_kk": "Бір немесе бірнеше адамнан тұратын іске: шоттар, клиенттер, төлемдер.",
    },
    "house": {
        "amount": Decimal(49),
        "name_en": "Trading house",
        "name_lv": "Tirdzniecības nams",
        "name_ru": "Торговый дом",
        "name_kk": "Сауда үйі",
        "description_en": "For a business with departments: as many people as it needs.",
        "description_lv": "Uzņēmumam ar nodaļām: tik cilvēku, cik vajag.",
        "description_ru": "Для дела с отделами: столько людей, сколько нужно.",
        "description_kk": "Бөлімдері бар іске: қанша адам керек болса, сонша.",
    },
}
_PAYERS: dict[str, dict[str, str]] = {
    "acme": {
        "kind": "company",
        "legal_name": "SIA Maiznīca Acme",
        "registration_number": "40003521600",
        "vat_number": "LV40003521600",
        "street": "Brīvības iela 1",
        "city": "Rīga",
        "postal_code": "LV-1010",
        "country": "LV",
        "email": "rekini@acme.example",
        "document_language": "lv",
    },
    "globex": {
        "kind": "person",
        "first_name": "Чарли",
        "last_name": "Глобин",
        "street": "ул. Абая, 10",
        "city": "Алматы",
        "postal_code": "050000",
        "country": "KZ",
        "email": "charlie@globex.example",
        "document_language": "ru",
    },
}


def show(business: Business, owner: KeyHolder) -> None:
    """One of the demo's workspaces would like to be paid for. A repeat changes nothing."""
    with public_room():
        plans = {code: _plan(code, **texts) for code, texts in _PLANS.items()}
        tenant = Tenant.objects.get(pk=business.tenant_id)
        plan = plans["house" if business.slug == "globex" else "counter"]
        subscription = begin(tenant, plan, by=KONTOR)
        if subscription.payer is None and business.slug in _PAYERS:
            subscription.pay_by(_payer(business.slug, owner), by=KONTOR)


def _plan(code: str, *, amount: Decimal, **texts: Any) -> Plan:
    plan: Plan | None = Plan.objects.filter(code=code).first()
    if plan is None:
        plan = Plan(code=code, **texts)
        plan.make(by=KONTOR)
        plan.add_price(amount=amount, currency="EUR", valid_from=today(), trial_days=30, by=KONTOR)
    return plan


def _payer(slug: str, owner: KeyHolder) -> Payer:
    payer = Payer(**_PAYERS[slug])
    payer.make(by=Actor(user=User.objects.get(email=owner.email)))
    return payer
