"""What the document does not name is not there: asked, not read from the routes.

`tests/manual/` compares the documents with the URLconfs.
"""

import pytest

from config import problems
from tests.fuzz.operations import PROVIDER, WORKSPACE, allowed, operations

pytestmark = pytest.mark.django_db

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "QUERY", "PROPFIND", "XYZ"]
ALWAYS = {"OPTIONS"}  # HTTP's own way to ask what there is


def said_no(client, method, path, methods) -> bool:
    answer = client.generic(method, path, b"{}", content_type="application/json")
    told = {name.strip() for name in answer.get("Allow", "").split(",")}
    expected = methods | ALWAYS | ({"HEAD"} if "GET" in methods else set())
    return (
        answer.status_code == 405
        and answer["Content-Type"] == problems.CONTENT_TYPE
        and answer.json()["code"] == "method_not_allowed"
        and told == expected
    )


@pytest.mark.parametrize("urlconf", [WORKSPACE, PROVIDER])
def test_a_method_that_is_not_named_is_refused_with_those_that_are(urlconf, alice, provider):
    client = alice.api if urlconf == WORKSPACE else provider
    addresses = {o.path: o.address() for o in operations(urlconf)}
    asked = [
        (method, path, methods)
        for path, methods in allowed(urlconf).items()
        for method in METHODS
        if method not in methods
    ]

    wrong = [
        f"{method} {path}"
        for method, path, methods in asked
        if not said_no(client, method, addresses[path], methods)
    ]

    assert wrong == []
    assert len(asked) > 15


@pytest.mark.parametrize(
    "path",
    [
        "/api/",
        "/api/v1/",
        "/api/v2/",
        "/api/v1/users/",
        "/api/v1/schema/x/",
        "/api/%00/",
        "/api/v1//",
    ],
)
@pytest.mark.parametrize("urlconf", [WORKSPACE, PROVIDER])
def test_other_addresses_are_nothing(urlconf, alice, provider, path):
    client = alice.api if urlconf == WORKSPACE else provider

    answer = client.get(path)

    assert (answer.status_code, answer["Content-Type"]) == (404, problems.CONTENT_TYPE)
    assert answer.json()["code"] == "not_found"
