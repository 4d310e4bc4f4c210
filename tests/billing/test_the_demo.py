"""The demo shows two plans in four languages, and two payers."""

import json

import pytest
from django.core.management import call_command
from django.utils.translation import override

from billing.models import Payer, Plan, Subscription
from tenants.rooms import public_room

pytestmark = pytest.mark.django_db


def show(folder) -> None:
    call_command("demo", write=folder / "demo.json")
    assert json.loads((folder / "demo.json").read_text())["workspaces"]


def test_both_workspaces_are_in_trial_and_somebody_pays(tmp_path):
    for _ in range(2):
        show(tmp_path)

    with public_room():
        told = {s.tenant.slug: (s.state, s.plan.code, s.payer.name) for s in subscriptions()}
        assert told == {
            "acme": ("trial", "counter", "SIA Maiznīca Acme"),
            "globex": ("trial", "house", "Чарли Глобин"),
        }
        assert [p.keepers.get().user.email for p in Payer.objects.order_by("id")] == [
            "alice@acme.example",
            "charlie@globex.example",
        ]


def subscriptions():
    return Subscription.objects.told()


def test_each_plan_has_a_name_of_its_own_in_each_language(tmp_path):
    show(tmp_path)

    with public_room():
        plans = list(Plan.objects.all())
    for text in ("name", "description"):
        for plan in plans:
            said = set()
            for language in ("en", "lv", "ru", "kk"):
                with override(language):
                    said.add(getattr(plan, text))
            assert len(said) == 4, (plan.code, text)
