"""A tenant is erased: what it paid for goes with it, and who paid for nothing else."""

from __future__ import annotations

import pytest

from billing.models import Cancellation, Keeper, Payer, PlanPrice, Subscription
from tenants import life
from tenants.life import Leaving
from tenants.rooms import public_room
from tenants.workflows.erase import erase as whole_erasure
from tests.billing import make
from tests.erasure.leaver import asked, business, person

pytestmark = pytest.mark.django_db


def erase(tenant, *people) -> None:
    with public_room():
        leaving = Leaving(tenant_id=tenant.id, people=tuple(who.user.pk for who in people))
        life.erasing.happens_to(leaving)


def test_the_subscription_goes_with_its_payer(acme, alice, payer, subscription):
    with public_room():
        subscription.cancel(by=make.KONTOR)
        payer.verify(revision=1, by=make.KONTOR)

    for _ in range(2):
        erase(acme, alice)

    with public_room():
        for table in (Subscription, Cancellation, Payer, Keeper):
            assert not table.objects.exists(), table
        assert PlanPrice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_erasure_takes_them_and_leaves_the_others(acme, plan):
    tenant = business()
    owner = person(tenant)
    with public_room():
        theirs = make.subscription(tenant, plan)
        theirs.pay_by(make.payer(by=owner, legal_name="SIA Leaver"), by=make.KONTOR)
        others = make.payer(legal_name="SIA Stayer")
        make.subscription(acme, plan).pay_by(others, by=make.KONTOR)

    whole_erasure(asked(tenant).id)

    with public_room():
        assert [each.tenant for each in Subscription.objects.all()] == [acme]
        assert list(Payer.objects.all()) == [others]
        assert not Keeper.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_begins_for_a_tenant_on_its_way_out(provider, plan):
    tenant = business()
    path = f"/api/v1/tenants/{tenant.id}/subscription/"
    with public_room():
        Subscription.objects.filter(tenant=tenant).delete()
        said = {"plan": plan.code, "payer": str(make.payer(legal_name="SIA Late").pk)}
    case = asked(tenant)

    while_erasing = provider.api.put(path, said)
    whole_erasure(case.id)
    afterwards = provider.api.put(path, said)

    for answer in (while_erasing, afterwards):
        assert (answer.status_code, answer.json()["code"]) == (409, "no_workspace")
    with public_room():
        assert not Subscription.objects.filter(tenant_id=tenant.id).exists()


def test_a_payer_who_pays_for_another_workspace_stays(acme, globex, plan, payer):
    with public_room():
        make.subscription(globex, plan).pay_by(payer, by=make.KONTOR)

    erase(acme)

    with public_room():
        assert [each.tenant for each in Subscription.objects.all()] == [globex]
        assert list(Payer.objects.all()) == [payer]


def test_other_tenants_payers_stay(acme, globex, plan, payer, charlie):
    with public_room():
        other = make.payer(by=charlie)
        make.subscription(globex, plan).pay_by(other, by=make.KONTOR)

    erase(acme)

    with public_room():
        assert list(Payer.objects.all()) == [other]
