"""The OpenAPI document and the routes say the same, on each host that has an API."""

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema

from config.manual.document import _made, document_of
from tests.addresses import PROVIDER, PUBLIC, WORKSPACE, addresses

HOSTS = [PROVIDER, PUBLIC, WORKSPACE]
SAID_OTHERWISE = {"/api/v1/docs/"}  # the page itself is for people


def routed(urlconf):
    """Every (method, path) below /api/ that a request can reach, read from the routes alone."""
    return {
        (method, each.path)
        for each in addresses(urlconf)
        if each.is_api and each.path not in SAID_OTHERWISE
        for method in each.methods
    }


@pytest.mark.parametrize("urlconf", HOSTS)
def test_the_document_names_the_routes_and_no_others(urlconf):
    described = {
        (method.upper(), path)
        for path, methods in document_of(urlconf)["paths"].items()
        for method in methods
    }

    assert described == routed(urlconf)
    assert len(described) > 3


@pytest.mark.parametrize("urlconf", HOSTS)
def test_the_document_is_valid_and_made_without_a_warning(urlconf):
    GENERATOR_STATS.reset()
    document = _made.__wrapped__(urlconf, "en")  # anew; what the others read stays made

    assert document["openapi"].startswith("3.1")
    validate_schema(document)
    assert GENERATOR_STATS._warn_cache == {}
    assert GENERATOR_STATS._error_cache == {}


@pytest.mark.parametrize("urlconf", HOSTS)
def test_every_operation_has_a_name_of_its_own_and_says_how_it_refuses(urlconf):
    operations = [
        operation
        for methods in document_of(urlconf)["paths"].values()
        for operation in methods.values()
    ]

    assert len({each["operationId"] for each in operations}) == len(operations)
    for operation in operations:
        assert operation["summary"]
        refusal = operation["responses"]["default"]["content"]
        assert list(refusal) == ["application/problem+json"]


def test_every_urlconf_with_an_api_is_looked_at():
    kinds = {PUBLIC, PROVIDER, WORKSPACE}
    assert {name for name in kinds if any(each.is_api for each in addresses(name))} == set(HOSTS)
