"""The provider looks for payers, reads their data, and says that it is true."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from billing.models import Payer, Verification
from tenants.models import PublicEntry
from tenants.rooms import public_room
from tests.billing import make

pytestmark = pytest.mark.django_db
PAYERS = "/api/v1/payers/"


def verbs() -> list[str]:
    with public_room():
        lines = PublicEntry.objects.filter(verb__startswith="payer.").order_by("id")
        return [line.verb.removeprefix("payer.") for line in lines]


def read(provider, payer) -> dict:
    return provider.api.get(f"{PAYERS}{payer.pk}/").json()


def verify(provider, payer, **said):
    body = {"revision": 1, "note": "Seen in the register"} | said
    return provider.api.put(f"{PAYERS}{payer.pk}/verification/", body)


def test_a_payer_is_read_with_all_that_it_said(provider, payer, acme):
    told = read(provider, payer)

    assert told == {
        "id": str(payer.pk),
        "name": "SIA Maiznīca",
        **make.COMPANY,
        "first_name": "",
        "last_name": "",
        "region": "",
        "phone": "",
        "revision": 1,
        "verification": None,
        "tenants": [str(acme.id)],
        "created_at": told["created_at"],
    }


@pytest.mark.parametrize("given", [make.COMPANY, make.PERSON])
def test_the_provider_adds_a_payer(provider, given):
    response = provider.api.post(PAYERS, given)

    assert response.status_code == 201
    assert response.json().items() >= given.items()
    with public_room():
        assert Payer.objects.get().keepers.count() == 0
    assert verbs() == ["made"]


@pytest.mark.parametrize(
    ("given", "status", "fields"),
    [
        (make.COMPANY | {"legal_name": " "}, 422, ["legal_name"]),
        (make.COMPANY | {"registration_number": ""}, 422, ["registration_number"]),
        (make.COMPANY | {"registration_number": "40003521601"}, 422, ["registration_number"]),
        (make.COMPANY | {"country": "KZ"}, 422, ["registration_number"]),
        (make.COMPANY | {"vat_number": "LV40003521601"}, 422, ["vat_number"]),
        (make.COMPANY | {"street": "", "city": ""}, 422, ["city", "street"]),
        (make.COMPANY | {"phone": "12"}, 422, ["phone"]),
        (make.COMPANY | {"country": "XX"}, 400, ["country"]),
        (make.COMPANY | {"email": "nobody"}, 400, ["email"]),
        (make.COMPANY | {"kind": "club"}, 400, ["kind"]),
        (make.COMPANY | {"legal_name": "SIA\nMaiznīca"}, 400, ["legal_name"]),
        (make.COMPANY | {"document_language": "de"}, 400, ["document_language"]),
        (make.COMPANY | {"verified": True}, 400, ["verified"]),
        (make.PERSON | {"last_name": ""}, 422, ["last_name"]),
        (make.PERSON | {"registration_number": "000000000001"}, 422, ["registration_number"]),
    ],
)
def test_data_that_cannot_be_right_is_refused_by_field(provider, given, status, fields):
    response = provider.api.post(PAYERS, given)

    assert (response.status_code, sorted(response.json()["fields"])) == (status, fields)
    with public_room():
        assert not Payer.objects.exists()


def test_numbers_address_and_phone_are_written_one_way(provider):
    given = make.COMPANY | {
        "registration_number": "4000 3521 600",
        "vat_number": "40003521600",
        "email": "Rekini@ACME.example",
        "phone": "(67) 000-111",
    }

    told = provider.api.post(PAYERS, given).json()

    assert told["registration_number"] == "40003521600"
    assert told["vat_number"] == "LV40003521600"
    assert told["email"] == "rekini@acme.example"
    assert told["phone"] == "+37167000111"


def test_a_company_of_kazakhstan_has_a_bin_and_a_person_there_needs_none(provider):
    company = make.COMPANY | {
        "country": "KZ",
        "registration_number": "990240003523",
        "vat_number": "",
    }

    refused = provider.api.post(PAYERS, company)
    person = provider.api.post(PAYERS, make.PERSON)

    assert refused.status_code == 422
    assert "check digit" in refused.json()["fields"]["registration_number"][0]
    assert (person.status_code, person.json()["registration_number"]) == (201, "")


def test_what_the_other_kind_has_is_not_kept(provider):
    given = make.COMPANY | {"first_name": "Әлия", "last_name": "Қасымова"}

    told = provider.api.post(PAYERS, given).json()

    assert (told["name"], told["first_name"], told["last_name"]) == ("SIA Maiznīca", "", "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"legal_name": ""},
        {"first_name": "Әлия"},
        {"kind": "person"},
        {"kind": "club"},
        {"email": "Rekini@acme.example"},
    ],
)
def test_the_database_refuses_a_payer_that_is_neither_of_both(payer, in_public, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Payer.objects.update(**wrong)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("search=қасымова", ["Әлия Қасымова"]),
        ("search=ӘЛИЯ Қасым", ["Әлия Қасымова"]),
        ("search=maizn", ["SIA Maiznīca"]),
        ("search=40003521600", ["SIA Maiznīca"]),
        ("search=aliya@", ["Әлия Қасымова"]),
        ("search=acme.example", ["Әлия Қасымова", "SIA Maiznīca"]),
        ("search=maizn aliya", []),
        ("search=%", []),
        ("kind=person", ["Әлия Қасымова"]),
        ("country=LV", ["SIA Maiznīca"]),
        ("verified=true", ["SIA Maiznīca"]),
        ("verified=false", ["Әлия Қасымова"]),
        ("limit=1&offset=1", ["SIA Maiznīca"]),
    ],
)
def test_the_list_is_searched_newest_first(provider, payer, query, names):
    provider.api.post(PAYERS, make.PERSON)
    verify(provider, payer)

    listed = provider.api.get(f"{PAYERS}?{query}").json()

    assert [found["name"] for found in listed["results"]] == names


def test_the_list_takes_as_many_queries_for_one_payer_as_for_three(
    provider, payer, django_assert_num_queries
):
    provider.api.get(PAYERS)  # once an hour it is written down that the token is used
    for number in (1, 3):
        with public_room():
            while Payer.objects.count() < number:
                make.payer()
        with django_assert_num_queries(4):
            assert provider.api.get(PAYERS).json()["count"] == number


def test_data_is_verified_and_that_is_taken_back(provider, payer):
    told = [verify(provider, payer).json()["verification"] for _ in range(2)]

    assert told[0] == told[1]
    assert told[0]["note"] == "Seen in the register"
    assert told[0]["client"] == provider.token.prefix
    for _ in range(2):
        assert provider.api.delete(f"{PAYERS}{payer.pk}/verification/").status_code == 200
    assert read(provider, payer)["verification"] is None
    assert verbs() == ["made", "verified", "verification_taken_back"]


def test_only_the_data_that_was_looked_at_is_verified(provider, payer):
    with public_room():
        payer.change({"street": "Krasta iela 5"}, by=make.KONTOR)

    response = verify(provider, payer)

    assert (response.status_code, response.json()["code"]) == (409, "payer_changed")
    assert read(provider, payer)["verification"] is None
    assert verify(provider, payer, revision=2).json()["verification"]["note"]


@pytest.mark.parametrize("field", ["street", "email", "phone", "document_language"])
def test_any_change_of_the_data_takes_the_verification_back(provider, payer, field):
    verify(provider, payer)
    other = {"street": "x 1", "email": "x@x.lv", "phone": "67000111", "document_language": "ru"}

    told = provider.api.put(f"{PAYERS}{payer.pk}/", make.COMPANY | {field: other[field]}).json()

    assert (told["verification"], told["revision"]) == (None, 2)
    assert verbs() == ["made", "verified", "changed", "verification_taken_back"]


def test_the_same_data_again_changes_nothing(provider, payer):
    verify(provider, payer)

    told = provider.api.put(f"{PAYERS}{payer.pk}/", make.COMPANY).json()

    assert told["revision"] == 1
    assert told["verification"] is not None
    assert verbs() == ["made", "verified"]


def test_refused_data_leaves_the_verification(payer, in_public):
    payer.verify(revision=1, by=make.KONTOR)

    with pytest.raises(ValidationError):
        payer.change({"vat_number": "LV1"}, by=make.KONTOR)

    assert Verification.objects.count() == 1
    assert Payer.objects.get().vat_number == "LV40003521600"


def test_who_pays_is_not_removed(provider, payer):
    response = provider.api.delete(f"{PAYERS}{payer.pk}/")

    assert (response.status_code, response.json()["code"]) == (409, "payer_pays")
    assert read(provider, payer)["id"] == str(payer.pk)


def test_who_pays_for_nothing_is_removed(provider):
    made = provider.api.post(PAYERS, make.PERSON).json()

    assert provider.api.delete(f"{PAYERS}{made['id']}/").status_code == 204
    assert provider.api.delete(f"{PAYERS}{made['id']}/").status_code == 404
    assert verbs() == ["made", "dropped"]


def test_a_payer_that_is_not_there_is_404(provider):
    for path in ("", "verification/"):
        response = provider.api.put(f"{PAYERS}{uuid4()}/{path}", {})
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
