"""schemathesis over the provider's document: it may close and erase, so its tenants are its own."""

import pytest
from django.conf import settings

from config.wsgi import application
from jobs.models import Job
from tenants.models import Claim, Domain, Tenant
from tenants.rooms import public_room
from tests.billing import make
from tests.erasure.leaver import business
from tests.fuzz.planted import fingerprint, plant
from tests.fuzz.run import Fuzz
from tests.fuzz.unending import Unending
from tests.fuzz.witness import Witness

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def files_of_this_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def out_of_reach(acme, globex):
    """The cast's roles belong to every copy of this database: no erasure may begin on them."""
    with public_room():
        Tenant.objects.filter(pk__in=[acme.pk, globex.pk]).update(state=Tenant.State.ERASED)
    return [acme, globex]


def with_more_to_find(own):
    """Payers, a subscription, own domains; answers the ids of all by what they are."""
    with public_room():
        payers = [make.payer() for _ in range(2)]
        make.subscription(own[1], make.plan()).pay_by(payers[0], by=make.KONTOR)
        claims = [Claim.objects.create(tenant=own[1], host=f"{n}.example.com") for n in range(3)]
        for claim in claims:
            Domain.objects.create(domain=claim.host, tenant=own[1], claim=claim, is_primary=False)
    found = {"tenant": own, "payer": payers, "domain": claims}
    return {kind: [str(each.pk) for each in rows] for kind, rows in found.items()}


def test_the_provider_finds_no_error_and_nothing_of_a_workspace(
    out_of_reach, provider_token, tmp_path, told
):
    own = [business() for _ in range(3)]
    planted = plant(own[0], "Leaver-only-Obermayer")
    before = fingerprint(planted.tenant, public=False)
    tokens = Unending({provider_token: None})
    witness = Witness(application, settings.PROVIDER_HOST, tokens, (planted.mark,), planted.ids)
    ids = with_more_to_find(own)

    figures = Fuzz({"desk": provider_token}, tmp_path, ids, examples=8, steps=6).over(witness)

    told(figures.line("provider", witness))
    found = [*figures.summary(), *witness.complaints]
    assert found == [], "\n\n".join(found)
    assert figures.shut_out() == []
    assert figures.never_done_share < 0.2
    assert fingerprint(planted.tenant, public=False) == before
    with public_room():
        assert list(Job.objects.dead()) == []
        assert not Job.objects.filter(tenant__in=out_of_reach).exists()
