"""Own domains by the provider's API."""

import pytest

from tenants.actor import Actor
from tenants.models import Claim, Domain, PublicEntry, Tenant
from tenants.rooms import public_room
from tenants.workflows.own_domains import claim_domain
from tests import world
from tests.jobs_run import run_jobs
from tests.tenants.own_domain import BOOKS, claimed
from tests.users.confirming import confirmed
from tests.users.staff import make_staff, on_api

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(acme):
    return f"/api/v1/tenants/{acme.id}/domains/"


@pytest.fixture
def here(provider, desk, acme, zone):
    """A proven domain."""
    provider.api.post(desk, {"host": BOOKS})
    zone.proves(claimed(acme))
    run_jobs()
    return f"{desk}{claimed(acme).pk}/"


def test_the_provider_claims_a_domain_for_a_tenant(provider, desk, acme, zone):
    answer = provider.api.post(desk, {"host": "Books.Example.com"})
    claim = claimed(acme)

    assert answer.status_code == 201
    assert answer.json() == {
        "id": str(claim.pk),
        "host": BOOKS,
        "is_proven": False,
        "is_primary": False,
        "record": {"type": "TXT", "name": f"_kontor.{BOOKS}", "value": claim.record_value},
        "found": "",
        "checked_at": None,
        "lapses_at": None,
        "made_at": answer.json()["made_at"],
    }
    again = provider.api.post(desk, {"host": BOOKS})
    assert (again.status_code, again.json()["id"]) == (200, str(claim.pk))
    with public_room():
        entry = PublicEntry.objects.get(tenant=acme, verb="domain.claimed")
    assert (entry.client, entry.user) == (provider.token.prefix, None)


def test_a_proof_is_asked_for_and_found(provider, here, acme):
    with public_room():
        Domain.objects.filter(claim__isnull=False).delete()
        Claim.objects.update(asked_at=None)
    answer = provider.api.put(f"{here}proof/")
    assert (answer.status_code, answer.json()["is_proven"]) == (202, False)
    run_jobs()

    read = provider.api.get(here).json()
    assert (read["is_proven"], read["found"]) == (True, "mark")


def test_a_domain_becomes_primary_and_the_tenant_says_so(provider, here, acme):
    for _ in range(2):
        assert provider.api.put(f"{here}primary/").json()["is_primary"] is True
    tenant = provider.api.get(f"/api/v1/tenants/{acme.id}/").json()
    assert tenant["workspace_url"] == f"https://{BOOKS}:8443"

    for _ in range(2):
        assert provider.api.delete(f"{here}primary/").status_code == 204
    assert provider.api.get(here).json()["is_primary"] is False


def test_a_domain_is_given_up_once(provider, here, desk):
    assert provider.api.delete(here).status_code == 204
    assert provider.api.delete(here).status_code == 404
    assert provider.api.get(desk).json()["results"] == []


def test_a_list_asks_the_same_for_one_and_for_three(
    provider, desk, here, acme, django_assert_num_queries
):
    with django_assert_num_queries(4):  # token, tenant, count, rows
        assert len(provider.api.get(desk).json()["results"]) == 1
    with public_room():
        for number in range(2):
            claim_domain(acme.id, host=f"b{number}.example.com", by=Actor.of_token(provider.token))
    with django_assert_num_queries(4):
        assert len(provider.api.get(desk).json()["results"]) == 3


@pytest.mark.parametrize(
    ("host", "status", "code"),
    [
        ("co.uk", 422, "host_refused"),
        ("acme.kontor.localhost", 422, "host_refused"),
        (7, 400, "invalid"),
        (BOOKS, 409, "host_taken"),
    ],
)
def test_what_cannot_be_claimed_is_refused(provider, here, globex, host, status, code):
    answer = provider.api.post(f"/api/v1/tenants/{globex.id}/domains/", {"host": host})

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert list(answer.json()["fields"]) == ["host"]


def test_what_is_not_proven_does_not_become_primary(provider, desk, acme):
    provider.api.post(desk, {"host": BOOKS})
    answer = provider.api.put(f"{desk}{claimed(acme).pk}/primary/")

    assert (answer.status_code, answer.json()["code"]) == (409, "domain_not_proven")


def test_a_person_of_the_provider_confirms_what_is_to_become_primary(alice, here, acme):
    """A program's token does it at once."""
    client = on_api(make_staff(alice.user))
    asked = client.put(f"{here}primary/")
    told = asked.json()["confirmation"]
    assert (asked.status_code, claimed(acme).is_primary) == (202, False)
    assert told["says"] == f"Send the people of Acme Bakery to {BOOKS} from now on?"
    client.post(f"/api/v1/confirmations/{told['id']}/codes/")

    done = confirmed(client, asked)

    assert (done.json()["result"]["host"], claimed(acme).is_primary) == (BOOKS, True)
    again = client.put(f"{here}primary/")
    assert (again.status_code, again.json()["is_primary"]) == (200, True)
    with public_room():
        entry = PublicEntry.objects.get(tenant=acme, verb="domain.made_primary")
    assert (entry.client, entry.user_id) == ("staff", alice.user.pk)


def test_a_tenant_that_is_erased_has_no_domains(provider, desk, acme, here):
    with public_room():
        Tenant.objects.filter(pk=acme.pk).update(state=Tenant.State.ERASING)
    for answer in (
        provider.api.post(desk, {"host": "other.example.com"}),
        provider.api.put(f"{here}proof/"),
        provider.api.put(f"{here}primary/"),
        provider.api.delete(here),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "no_workspace")


def test_a_domain_is_found_in_its_own_tenant_only(provider, here, acme, globex):
    elsewhere = here.replace(str(acme.id), str(globex.id))

    assert provider.api.get(elsewhere).status_code == 404
    assert provider.api.delete(elsewhere).status_code == 404
    assert claimed(acme).is_proven


@pytest.mark.parametrize("path", ["", "{id}/", "{id}/proof/", "{id}/primary/"])
def test_nobody_but_the_provider_comes_here(alice, charlie, here, desk, acme, path, settings):
    where = desk + path.format(id=claimed(acme).pk)
    for person in (alice, charlie):
        program = world.api_client(settings.PROVIDER_HOST, person.token)
        answers = [program.get(where), program.put(where), program.post(where, {"host": "x.com"})]
        assert {answer.status_code for answer in answers} <= {401, 405}
    assert claimed(acme).is_proven
