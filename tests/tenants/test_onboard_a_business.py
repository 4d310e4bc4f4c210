"""The provider onboards a business: what it gets, and what a refusal leaves behind (nothing)."""

import pytest
from django.conf import settings

from tenants.models import Domain, Onboarding, PublicEntry, Tenant
from tenants.rooms import public_room
from tests import world
from tests.tenants.desk import PATH, Provider, bakery

pytestmark = pytest.mark.django_db

REFUSED_VALUES = [
    ("slug", "Bakery"),
    ("slug", "my_bakery"),
    ("slug", "maiznīca"),
    ("slug", "-bakery"),
    ("slug", "bakery-"),
    ("slug", "xn--mnch-bpa"),
    ("slug", "b"),
    ("slug", "b" * 41),
    ("slug", "bakery\n"),
    ("slug", ""),
    ("name", ""),
    ("name", "  "),
    ("name", "two\nlines"),
    ("name", "a nul \x00"),
    ("name", "n" * 201),
    ("owner_email", "dace"),
    ("owner_email", "dace@bakery"),
    ("country", "XX"),
    ("country", "lv"),
    ("country", "Latvia"),
    ("language", "de"),
    ("currency", "EURO"),
    ("currency", "XAU"),
    ("plan", "gold"),
]


def count():
    with public_room():
        return Tenant.objects.count(), Domain.objects.count(), Onboarding.objects.count()


def test_a_business_is_provisioned(provider):
    asked = bakery()

    response = provider.onboard(**asked)

    told = response.json()
    assert response.status_code == 202
    owner_email = asked.pop("owner_email")
    assert told == asked | {
        "id": told["id"],
        "state": "provisioning",
        "workspace_url": "https://bakery.kontor.localhost:8443",
        "subscription_path": f"{PATH}{told['id']}/subscription/",
        "created_at": told["created_at"],
        "suspension": None,
        "closure": None,
        "erasure": None,
    }
    assert owner_email not in response.content.decode()
    assert response["Location"] == f"https://provider.kontor.localhost:8443{PATH}{told['id']}/"
    assert response["Retry-After"] == "1"


def test_the_request_leaves_its_traces_in_the_public_room(provider):
    tenant_id = provider.onboard().json()["id"]

    with public_room():
        tenant = Tenant.objects.get(pk=tenant_id)
        assert [domain.domain for domain in tenant.domains.all()] == ["bakery.kontor.localhost"]
        assert tenant.onboarding.owner_email == "dace@bakery.example"
        entry = PublicEntry.objects.get(tenant=tenant)
        assert (entry.verb, entry.client) == ("tenant.onboarded", provider.token.prefix)


def test_nothing_is_shown_of_it_before_it_is_open(provider, alice):
    provider.onboard()
    with public_room():
        tenant = Tenant.objects.get(slug="bakery")

    assert world.stranger_at(tenant).get("/").status_code == 404
    assert world.api_client(tenant.host, alice.token).get("/api/v1/parties/").status_code == 404


def test_the_same_request_again_finds_the_same_tenant(provider):
    first, second = provider.onboard(), provider.onboard()

    assert second.status_code == 202
    assert second.json() == first.json()
    assert count() == (3, 3, 1)


def test_a_repeat_after_the_opening_says_201(provider):
    tenant_id = provider.onboard().json()["id"]
    with public_room():
        Tenant.objects.filter(pk=tenant_id).update(state="open")

    response = provider.onboard()

    assert (response.status_code, response.json()["state"]) == (201, "open")
    assert "Retry-After" not in response


def test_the_same_key_with_another_body_is_refused(provider):
    provider.onboard()

    response = provider.onboard(name="Another")

    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")
    assert count() == (3, 3, 1)


def test_another_client_may_use_the_same_key(provider, db):
    provider.onboard()

    assert Provider().onboard(slug="another").status_code == 202


@pytest.mark.parametrize("key", [None, "", "with space", "é", "k" * 201])
def test_a_key_is_required(provider, key):
    response = provider.onboard(key)

    assert (response.status_code, response.json()["code"]) == (400, "idempotency_key_missing")
    assert count() == (2, 2, 0)


def test_a_taken_slug_is_refused(provider):
    response = provider.onboard(slug="acme")

    assert (response.status_code, response.json()["code"]) == (409, "slug_taken")
    assert list(response.json()["fields"]) == ["slug"]
    assert count() == (2, 2, 0)


@pytest.mark.parametrize("slug", sorted(settings.RESERVED_SLUGS))
def test_a_reserved_slug_is_refused(provider, slug):
    response = provider.onboard(slug=slug)

    assert (response.status_code, response.json()["code"]) == (422, "slug_reserved")
    assert count() == (2, 2, 0)


@pytest.mark.parametrize(("field", "value"), REFUSED_VALUES)
def test_what_cannot_be_read_is_refused_with_its_field(provider, field, value):
    response = provider.onboard(**{field: value})

    assert response["Content-Type"] == "application/problem+json"
    assert (response.status_code, list(response.json()["fields"])) == (400, [field])
    assert count() == (2, 2, 0)


@pytest.mark.parametrize("field", ["slug", "name", "owner_email", "country", "language"])
def test_a_missing_field_is_named(provider, field):
    body = {name: value for name, value in bakery().items() if name != field}

    response = provider.api.post(PATH, body, format="json", headers={"Idempotency-Key": "key-1"})

    assert (response.status_code, list(response.json()["fields"])) == (400, [field])


@pytest.mark.parametrize("body", ["[]", "3", '"bakery"', "{", "null", '{"slug": "\\ud800"}'])
def test_a_body_that_is_no_business_is_400(provider, body):
    response = provider.api.post(
        PATH, body, content_type="application/json", headers={"Idempotency-Key": "key-1"}
    )

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert count() == (2, 2, 0)
