"""`/api/v1/company/`: the business's own data by the API."""

from __future__ import annotations

import pytest

from tenants.rooms import workspace_of
from tests import make, world
from workspace.logbook.models import Entry

pytestmark = pytest.mark.django_db

HERE = "/api/v1/company/"


def test_a_member_reads_it_and_what_an_invoice_lacks(bob):
    body = bob.api.get(HERE).json()

    assert (body["legal_name"], body["currency"], body["has_logo"]) == ("Acme Bakery", "EUR", False)
    assert [lack["field"] for lack in body["missing_for_invoicing"]] == [
        "registration_number",
        "street",
        "city",
    ]


def test_an_owner_changes_a_part(alice):
    response = alice.api.patch(HERE, {"vat_number": "4000 3521 600", "vat_registered": True})

    assert response.status_code == 200
    assert response.json()["vat_number"] == "LV40003521600"
    assert alice.api.get(HERE).json() == response.json()


def test_saying_all_of_it_empties_what_is_not_said(alice, acme):
    with workspace_of(acme):
        make.company(phone="+371 67000000")

    response = alice.api.put(
        HERE, {"legal_name": "SIA Acme", "country": "LV", "document_language": "en"}
    )

    assert response.status_code == 200
    assert (response.json()["phone"], response.json()["payment_days"]) == ("", 14)


def test_repeating_a_change_leaves_no_second_line(alice, acme):
    for _ in range(2):
        assert alice.api.patch(HERE, {"city": "Rīga"}).status_code == 200

    with workspace_of(acme):
        assert Entry.objects.count() == 1


def test_charlie_neither_sees_nor_changes_it(charlie, acme):
    assert charlie.api_at(acme).get(HERE).status_code == 401
    assert charlie.api_at(acme).patch(HERE, {"city": "Gone"}).status_code == 401
    assert charlie.at(acme).get(HERE).status_code == 404
    assert charlie.at(acme).patch(HERE, {"city": "Gone"}).status_code == 404


def test_a_seller_may_look_and_not_touch(bob):
    response = bob.api.patch(HERE, {"city": "Rīga"})

    assert (response.status_code, response.json()["code"]) == (403, "not_allowed")


def test_what_is_not_known_is_refused_by_name(alice):
    response = alice.api.patch(HERE, {"colour": "red", "currency": "USD"})

    assert response.status_code == 400
    assert sorted(response.json()["fields"]) == ["colour", "currency"]


@pytest.mark.parametrize(
    "given",
    [
        {"vat_number": "LV40003521601"},
        {"registration_number": "40003521601"},
        {"iban": "LV98HABA0012345678910"},
    ],
)
def test_a_number_that_cannot_be_is_422_and_names_the_field(alice, given):
    response = alice.api.patch(HERE, given)

    assert response.status_code == 422
    assert list(response.json()["fields"]) == list(given)


def test_an_unknown_country_is_refused(alice):
    assert alice.api.patch(HERE, {"country": "XX"}).json()["fields"] == {
        "country": ["Choose a country."]
    }


def test_a_stranger_is_not_known(acme):
    assert world.api_client(acme.host).get(HERE).status_code == 401
