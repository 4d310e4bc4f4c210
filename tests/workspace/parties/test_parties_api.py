"""`/api/v1/parties/`: whom the business deals with, by the API."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tenants.rooms import workspace_of
from tests import make
from workspace.logbook.models import Entry
from workspace.parties.models import Party

pytestmark = pytest.mark.django_db

HERE = "/api/v1/parties/"
MAIZE = {"name": "SIA Maize", "country": "LV", "vat_number": "LV 4000 3521 600"}


@pytest.fixture
def maize(acme):
    with workspace_of(acme):
        return make.party(name="SIA Maize", vat_number="LV40003521600", email="hi@maize.example")


def lines(acme):
    with workspace_of(acme):
        return [line.verb for line in Entry.objects.order_by("id")]


def test_a_party_is_added_with_its_number_written_one_way(bob, acme):
    response = bob.api.post(HERE, MAIZE)

    assert response.status_code == 201
    assert response.json()["vat_number"] == "LV40003521600"
    assert bob.api.get(f"{HERE}{response.json()['id']}/").json() == response.json()
    assert lines(acme) == ["made"]


def test_a_number_belongs_to_one_party(bob, maize):
    response = bob.api.post(HERE, MAIZE)

    assert (response.status_code, response.json()["code"]) == (409, "taken")
    assert response.json()["fields"] == {"vat_number": ["Another party has this VAT number."]}
    assert bob.api.get(HERE).json()["count"] == 1


def test_a_registration_number_belongs_to_one_party_of_its_country(bob):
    given = {"name": "A", "country": "LV", "registration_number": "40003521600"}

    assert bob.api.post(HERE, given).status_code == 201
    assert bob.api.post(HERE, given).json()["code"] == "taken"
    elsewhere = {**given, "country": "LT"}
    assert bob.api.post(HERE, elsewhere).status_code == 201


def test_parties_without_numbers_are_many(bob):
    given = {"name": "Cash", "country": "LV"}

    assert [bob.api.post(HERE, given).status_code for _ in range(2)] == [201, 201]


def test_a_part_is_changed_and_a_repeat_leaves_no_second_line(bob, maize, acme):
    for _ in range(2):
        response = bob.api.patch(f"{HERE}{maize.pk}/", {"city": "Cēsis"})
        assert (response.status_code, response.json()["city"]) == (200, "Cēsis")

    assert lines(acme) == ["changed"]


def test_saying_all_of_it_empties_what_is_not_said(bob, maize):
    response = bob.api.put(f"{HERE}{maize.pk}/", {"name": "SIA Maize", "country": "LV"})

    assert (response.json()["email"], response.json()["vat_number"]) == ("", "")


def test_a_party_cannot_take_the_number_of_another(bob, maize, acme):
    with workspace_of(acme):
        other = make.party()

    response = bob.api.patch(f"{HERE}{other.pk}/", {"vat_number": "LV40003521600"})

    assert response.status_code == 409
    assert bob.api.get(f"{HERE}{other.pk}/").json()["vat_number"] == ""


def test_archiving_takes_it_out_of_the_list_and_repeats_safely(bob, maize, acme):
    there = f"{HERE}{maize.pk}/archive/"

    answers = [bob.api.put(there).json() for _ in range(2)]

    assert answers[0] == answers[1]
    assert bob.api.get(HERE).json()["results"] == []
    assert bob.api.get(HERE, {"archived": "true"}).json()["results"] == [answers[0]]
    assert [bob.api.delete(there).status_code for _ in range(2)] == [204, 204]
    assert bob.api.get(HERE).json()["count"] == 1
    assert lines(acme) == ["archived", "restored"]


def test_a_party_that_nothing_refers_to_can_be_removed(bob, maize, acme):
    assert bob.api.delete(f"{HERE}{maize.pk}/").status_code == 204
    assert bob.api.delete(f"{HERE}{maize.pk}/").status_code == 404
    assert lines(acme) == ["removed"]


def test_a_party_with_documents_stays(bob, maize, acme):
    with workspace_of(acme):
        make.invoice(party=maize)
        before = Entry.objects.count()

    response = bob.api.delete(f"{HERE}{maize.pk}/")

    assert (response.status_code, response.json()["code"]) == (409, "in_use")
    with workspace_of(acme):
        assert Party.objects.filter(pk=maize.pk).exists()
        assert Entry.objects.count() == before


@pytest.mark.parametrize("words", ["maize", "4000352", "hi@maize", "SIA LV4000"])
def test_every_word_of_a_search_is_looked_for(bob, maize, acme, words):
    with workspace_of(acme):
        make.party(name="SIA Other")

    found = bob.api.get(HERE, {"q": words}).json()

    assert [party["name"] for party in found["results"]] == ["SIA Maize"]


def test_a_search_that_finds_nothing_is_an_empty_page(bob, maize):
    assert bob.api.get(HERE, {"q": "maize nowhere"}).json()["results"] == []


def test_a_list_goes_page_by_page(bob, acme):
    with workspace_of(acme):
        for name in "ABC":
            make.party(name=name)

    page = bob.api.get(HERE, {"limit": 2, "offset": 2}).json()

    assert (page["count"], [party["name"] for party in page["results"]]) == (3, ["C"])


def test_a_list_asks_as_often_for_three_as_for_one(bob, acme, django_assert_num_queries):
    bob.api.get(HERE)  # notes the token's use, which is not done each time
    for more in (1, 2):
        with workspace_of(acme):
            for _ in range(more):
                make.party()
        with django_assert_num_queries(3):  # the token's person, how many, the page
            assert bob.api.get(HERE).status_code == 200


def test_charlie_finds_nothing_of_acme(charlie, acme, maize):
    there = f"{HERE}{maize.pk}/"

    assert charlie.api_at(acme).get(there).status_code == 401
    assert charlie.at(acme).get(there).status_code == 404
    assert charlie.api.get(there).status_code == 404
    assert charlie.api.get(HERE).json()["count"] == 0
    for verb in ("put", "patch", "delete"):
        assert getattr(charlie.api_at(acme), verb)(there).status_code == 401
        assert getattr(charlie.at(acme), verb)(there).status_code == 404
        assert getattr(charlie.api, verb)(there).status_code == 404


@pytest.mark.parametrize("verb", ["put", "delete"])
def test_charlie_archives_nothing_of_acme(charlie, acme, maize, verb):
    there = f"{HERE}{maize.pk}/archive/"

    assert getattr(charlie.api_at(acme), verb)(there).status_code == 401
    assert getattr(charlie.at(acme), verb)(there).status_code == 404
    assert getattr(charlie.api, verb)(there).status_code == 404
    with workspace_of(acme):
        assert not Party.objects.get().is_archived


def test_an_id_of_nobody_is_404(bob):
    assert bob.api.get(f"{HERE}{uuid4()}/").status_code == 404


def test_what_cannot_be_read_is_told_by_field(bob):
    response = bob.api.post(HERE, {"name": "x" * 201, "shoe_size": 42, "kind": "dog"})

    assert response.status_code == 400
    assert sorted(response.json()["fields"]) == ["shoe_size"]
    assert sorted(bob.api.post(HERE, {"kind": "dog"}).json()["fields"]) == [
        "country",
        "kind",
        "name",
    ]
