"""Imports by the API: send a file, and follow what becomes of its lines."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from drf_spectacular.generators import SchemaGenerator

from tenants.models import Membership
from tenants.rooms import public_room, workspace_of
from tests.jobs_run import run_jobs
from tests.workspace.imports.files import HEADER, row, table, upload
from workspace.imports.errors import LARGEST
from workspace.imports.models import Import
from workspace.sales.models import Document

pytestmark = pytest.mark.django_db
IMPORTS = "/api/v1/imports/"


def post(person, content=None, **given):
    """The answer to a file sent by this person."""
    body = {"file": upload(content or table(row())), "kind": "sales", "currency": "GBP", **given}
    body = {name: value for name, value in body.items() if value is not None}
    return person.api.post(IMPORTS, body, format="multipart")


def read(person, place):
    return person.api.get(place, headers={"accept-language": "en"}).json()


def test_a_file_is_received_and_taken_in_afterwards(alice, acme):
    content = table(row(), row(), row(price="0"))

    response = post(alice, content)

    received = response.json()
    assert response.status_code == 202
    assert response["Location"] == f"{IMPORTS}{received['id']}/"
    assert (received["state"], received["lines"], received["refused"]) == ("queued", 0, [])

    run_jobs("default")

    one = read(alice, response["Location"])
    assert one["refused"] == [
        {"line": 4, "reason": "no_price", "detail": "The line has no price.", "value": "0"}
    ]
    assert {key: one[key] for key in ("state", "lines", "taken", "already", "refused_count")} == {
        **{"state": "done", "lines": 3, "taken": 2},
        **{"already": 0, "refused_count": 1},
    }
    assert (one["kind"], one["currency"], one["file_name"]) == ("sales", "GBP", "sales.csv")
    assert (one["progress"], one["documents"], one["failure"]) == (100, 1, None)


def test_sending_it_again_changes_nothing(alice, acme):
    post(alice)
    run_jobs("default")

    again = post(alice)
    run_jobs("default")

    one = read(alice, again["Location"])
    assert (one["taken"], one["already"], one["refused"]) == (0, 1, [])
    with workspace_of(acme):
        assert Document.objects.count() == 1


def test_a_failed_import_says_why(alice):
    response = post(alice, HEADER.replace(",Quantity", ""))
    run_jobs("default")

    one = read(alice, response["Location"])
    assert (one["state"], one["lines"], one["refused"]) == ("failed", 0, [])
    assert one["failure"]["reason"] == "missing_columns"
    assert "Quantity" in one["failure"]["detail"]


@pytest.mark.parametrize(
    ("given", "status", "field"),
    [
        ({"file": None}, 400, "file"),
        ({"file": "a text"}, 400, "file"),
        ({"kind": "purchases"}, 400, "kind"),
        ({"kind": None}, 400, "kind"),
        ({"currency": "gbp"}, 400, "currency"),
        ({"currency": "XXX"}, 400, "currency"),
        ({"currency": None}, 400, "currency"),
        ({"colour": "red"}, 400, "colour"),
        ({"file": upload(b"")}, 422, "file"),
        ({"file": upload(b"PK\x03\x04 a workbook", "sales.xlsx")}, 422, "file"),
        ({"file": upload(b"a,b\0c")}, 422, "file"),
    ],
)
def test_what_cannot_be_received_is_refused_by_field(alice, acme, given, status, field, kept_files):
    response = post(alice, **given)

    problem = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert (response.status_code, list(problem["fields"])) == (status, [field])
    with workspace_of(acme):
        assert not Import.objects.exists()
    assert [path for path in kept_files.rglob("*") if path.is_file()] == []


def test_a_file_that_is_too_large_is_refused(alice, acme):
    response = post(alice, b"x" * (LARGEST + 1))

    assert (response.status_code, response.json()["code"]) == (413, "too_large")
    with workspace_of(acme):
        assert not Import.objects.exists()


def test_json_is_not_a_file(alice):
    response = alice.api.post(IMPORTS, {"kind": "sales"}, format="json")

    assert response.status_code == 415
    assert response.json()["code"] == "unsupported_media_type"


def test_charlie_sends_and_sees_nothing(alice, acme, charlie):
    place = post(alice)["Location"]

    assert charlie.api_at(acme).get(IMPORTS).status_code == 401
    assert charlie.api_at(acme).get(place).status_code == 401
    assert charlie.api_at(acme).post(IMPORTS).status_code == 401
    assert charlie.at(acme).get(IMPORTS).status_code == 404
    assert charlie.at(acme).get(place).status_code == 404
    assert charlie.at(acme).post(IMPORTS).status_code == 404
    assert charlie.api.get(place).status_code == 404
    assert charlie.api.get(IMPORTS).json()["results"] == []


def test_a_viewer_looks_and_sends_nothing(bob, acme):
    with public_room():
        Membership.objects.filter(pk=bob.membership.pk).update(role="viewer")

    assert bob.api.get(IMPORTS).status_code == 200
    refused = post(bob)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")


def test_imports_are_listed_newest_first_with_the_same_statements(alice, acme):
    def listed():
        with CaptureQueriesContext(connection) as asked:
            found = alice.api.get(IMPORTS).json()
        return found, len(asked)

    first = post(alice).json()["id"]
    one, with_one = listed()
    others = [post(alice).json()["id"] for _ in range(2)]
    three, with_three = listed()

    assert [found["id"] for found in three["results"]] == [*reversed(others), first]
    assert (one["count"], three["count"], with_three) == (1, 3, with_one)
    assert "refused" not in three["results"][0]


def test_an_unknown_import_is_404(alice):
    response = alice.api.get(f"{IMPORTS}01a2011b-fde0-775d-90ef-b91ba80fa57a/")

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_the_operations_are_described():
    generator = SchemaGenerator(urlconf="config.urls_workspace")
    document = generator.get_schema(request=None, public=True)

    assert set(document["paths"][IMPORTS]) == {"get", "post"}
    body = document["paths"][IMPORTS]["post"]["requestBody"]["content"]
    assert list(body) == ["multipart/form-data"]
    assert "202" in document["paths"][IMPORTS]["post"]["responses"]
    assert set(document["paths"][IMPORTS + "{import_id}/"]) == {"get"}


def test_names_of_files_deceive_nobody(alice):
    response = post(alice, file=upload(table(row()), "../../etc/\u202evsc.exe"))

    assert response.json()["file_name"] == "vsc.exe"
