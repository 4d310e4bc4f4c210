"""The provider reads who its tenants are."""

from uuid import uuid4

import pytest

from tests.tenants.desk import PATH

pytestmark = pytest.mark.django_db


def test_the_list_is_newest_first(provider, acme, globex):
    listed = provider.api.get(PATH).json()

    assert listed["count"] == 2
    assert [tenant["slug"] for tenant in listed["results"]] == ["globex", "acme"]


def test_one_tenant_is_read(provider, acme):
    response = provider.api.get(f"{PATH}{acme.id}/")

    told = response.json()
    assert told == {
        "id": str(acme.id),
        "state": "open",
        "slug": "acme",
        "name": acme.name,
        "workspace_url": "https://acme.kontor.localhost:8443",
        "subscription_path": f"{PATH}{acme.id}/subscription/",
        "country": "LV",
        "language": "lv",
        "currency": "EUR",
        "created_at": told["created_at"],
        "suspension": None,
        "closure": None,
        "erasure": None,
    }


def test_a_tenant_that_is_not_there_is_404(provider):
    response = provider.api.get(f"{PATH}{uuid4()}/")

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("state=provisioning", ["bakery"]),
        ("state=open", ["globex", "acme"]),
        ("slug=acme", ["acme"]),
        ("slug=nobody", []),
        ("limit=1&offset=1", ["globex"]),
    ],
)
def test_the_list_is_filtered_and_paged(provider, acme, query, slugs):
    provider.onboard()

    listed = provider.api.get(f"{PATH}?{query}").json()

    assert [tenant["slug"] for tenant in listed["results"]] == slugs


def test_an_unknown_state_is_400(provider):
    response = provider.api.get(f"{PATH}?state=sleeping")

    assert (response.status_code, list(response.json()["fields"])) == (400, ["state"])


def test_the_list_takes_as_many_queries_for_one_tenant_as_for_three(
    provider, django_assert_num_queries
):
    provider.onboard()
    for query, found in (("slug=acme", 1), ("", 3)):
        with django_assert_num_queries(3):
            assert provider.api.get(f"{PATH}?{query}").json()["count"] == found


def test_a_tenant_is_read_in_two_queries(provider, acme, django_assert_num_queries):
    provider.api.get(PATH)  # once an hour it is written down that the token is used
    with django_assert_num_queries(2):
        provider.api.get(f"{PATH}{acme.id}/")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=many", "limit"),
        ("limit=-1", "limit"),
        ("limit=0", "limit"),
        ("limit=", "limit"),
        ("limit=1.5", "limit"),
        ("offset=-1", "offset"),
        ("offset=first", "offset"),
    ],
)
def test_a_page_that_cannot_be_read_is_400_and_named(provider, query, field):
    response = provider.api.get(f"{PATH}?{query}")

    assert (response.status_code, list(response.json()["fields"])) == (400, [field])


def test_more_than_the_most_is_the_most(provider, acme, globex):
    listed = provider.api.get(f"{PATH}?limit=100000&offset=0").json()

    assert (listed["count"], len(listed["results"])) == (2, 2)


def test_a_page_far_behind_the_last_one_is_empty(provider, acme):
    assert provider.api.get(f"{PATH}?offset={10**30}").json()["results"] == []
