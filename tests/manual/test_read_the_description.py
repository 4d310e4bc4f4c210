"""The description of an API is read by programs as JSON and by people as a page."""

import pytest
from django.conf import settings

from tests import world

pytestmark = pytest.mark.django_db
SCHEMA, DOCS = "/api/v1/schema/", "/api/v1/docs/"


@pytest.fixture
def anybody():
    return world.api_client(settings.PROVIDER_HOST)


def test_the_provider_describes_its_api_to_anybody(anybody):
    response = anybody.get(SCHEMA)

    assert response["Content-Type"] == "application/json"
    assert "/api/v1/tenants/" in response.json()["paths"]
    assert "/api/v1/parties/" not in response.json()["paths"]


def test_yaml_is_given_to_those_who_ask(anybody):
    response = anybody.get(SCHEMA, headers={"Accept": "application/yaml"})

    assert response["Content-Type"].startswith("application/yaml")
    assert response.content.startswith(b"openapi: 3.1.0")


def test_a_workspace_describes_its_own_api_to_its_members(alice):
    paths = alice.api.get(SCHEMA).json()["paths"]

    assert "/api/v1/parties/" in paths
    assert "/api/v1/tenants/" not in paths


@pytest.mark.parametrize("path", [SCHEMA, DOCS])
def test_a_workspace_describes_nothing_to_others(path, acme, charlie):
    assert world.api_client(acme.host).get(path).status_code == 401
    assert charlie.api_at(acme).get(path).status_code == 401
    assert charlie.at(acme).get(path).status_code == 404


def test_the_page_shows_every_operation(alice):
    document = alice.api.get(SCHEMA).json()

    page = alice.browser.get(DOCS).content.decode()

    for path, methods in document["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in page


def test_the_page_of_the_provider_shows_how_to_onboard(anybody):
    page = anybody.get(DOCS).content.decode()

    assert "curl -X POST https://provider.kontor.localhost:8443/api/v1/tenants/" in page
    assert "Idempotency-Key: …" in page
    assert "owner_email" in page


def test_the_pages_need_no_script_and_no_inline_style(anybody, alice):
    for page in (anybody.get(DOCS), alice.browser.get(DOCS)):
        assert "style=" not in page.content.decode()
        assert "unsafe" not in page["Content-Security-Policy"]


def test_the_page_asks_the_database_for_nothing_but_who_reads(alice, django_assert_max_num_queries):
    alice.browser.get(DOCS)
    with django_assert_max_num_queries(2):  # the host, unless it is remembered, and the session
        alice.browser.get(DOCS)
