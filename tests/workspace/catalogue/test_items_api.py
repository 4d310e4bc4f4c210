"""`/api/v1/items/`: what the business sells, by the API."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tenants.rooms import workspace_of
from tests import make
from workspace.catalogue.models import Item
from workspace.logbook.models import Entry

pytestmark = pytest.mark.django_db

HERE = "/api/v1/items/"
BREAD = {"code": "RB-1", "name": "Rye bread", "unit_price": "2.5000", "vat_rate": "12.00"}


@pytest.fixture
def bread(acme):
    with workspace_of(acme):
        return make.item(code="RB-1", name="Rye bread", description="Sourdough, 900 g")


def lines(acme):
    with workspace_of(acme):
        return [line.verb for line in Entry.objects.order_by("id")]


def test_an_item_is_added(bob, acme):
    response = bob.api.post(HERE, BREAD)

    assert response.status_code == 201
    body = response.json()
    assert (body["unit_price"], body["vat_rate"], body["unit"]) == ("2.5000", "12.00", "C62")
    assert bob.api.get(f"{HERE}{body['id']}/").json() == body
    assert lines(acme) == ["made"]


def test_a_code_belongs_to_one_item(bob, bread):
    response = bob.api.post(HERE, BREAD)

    assert (response.status_code, response.json()["code"]) == (409, "taken")
    assert response.json()["fields"] == {"code": ["Another item has this code."]}


def test_items_without_a_code_are_many(bob):
    assert [bob.api.post(HERE, {**BREAD, "code": ""}).status_code for _ in "ab"] == [201, 201]


@pytest.mark.parametrize(
    ("category", "rate"), [("S", "0"), ("Z", "21"), ("E", "5"), ("AE", "21"), ("O", "12")]
)
def test_a_rate_belongs_to_what_bears_vat(bob, category, rate):
    response = bob.api.post(HERE, {**BREAD, "vat_category": category, "vat_rate": rate})

    assert response.status_code == 422
    assert list(response.json()["fields"]) == ["vat_rate"]


def test_the_database_too_keeps_rate_and_category_together(bread, in_acme):
    with pytest.raises(IntegrityError, match="rate_fits_category"), transaction.atomic():
        Item.objects.filter(pk=bread.pk).update(vat_category="Z")


@pytest.mark.parametrize("price", ["-0.01", "1.00001", "1e20", "NaN", "two"])
def test_a_price_that_cannot_be_is_refused(bob, price):
    response = bob.api.post(HERE, {**BREAD, "unit_price": price})

    assert response.status_code == 400
    assert list(response.json()["fields"]) == ["unit_price"]


def test_a_part_is_changed_and_a_repeat_leaves_no_second_line(bob, bread, acme):
    for _ in range(2):
        response = bob.api.patch(f"{HERE}{bread.pk}/", {"unit_price": "3.10"})
        assert response.json()["unit_price"] == "3.1000"

    assert lines(acme) == ["changed"]


def test_saying_all_of_it_empties_what_is_not_said(bob, bread):
    response = bob.api.put(f"{HERE}{bread.pk}/", {**BREAD, "code": "RB-2"})

    assert (response.json()["code"], response.json()["description"]) == ("RB-2", "")


def test_a_later_price_changes_no_document(bob, bread, acme):
    with workspace_of(acme):
        invoice = make.invoice(lines=[make.line(item=bread, unit_price=Decimal("2.50"))])

    bob.api.patch(f"{HERE}{bread.pk}/", {"unit_price": "9.99"})

    with workspace_of(acme):
        assert [line.unit_price for line in invoice.lines.all()] == [Decimal("2.50")]


def test_archiving_takes_it_out_of_the_list_and_repeats_safely(bob, bread, acme):
    there = f"{HERE}{bread.pk}/archive/"

    answers = [bob.api.put(there).json() for _ in range(2)]

    assert answers[0] == answers[1]
    assert bob.api.get(HERE).json()["results"] == []
    assert bob.api.get(HERE, {"archived": "all"}).json()["results"] == [answers[0]]
    assert [bob.api.delete(there).status_code for _ in range(2)] == [204, 204]
    assert lines(acme) == ["archived", "restored"]


def test_an_item_that_nothing_refers_to_can_be_removed(bob, bread, acme):
    assert bob.api.delete(f"{HERE}{bread.pk}/").status_code == 204
    assert bob.api.delete(f"{HERE}{bread.pk}/").status_code == 404
    assert lines(acme) == ["removed"]


def test_an_item_on_a_document_stays(bob, bread, acme):
    with workspace_of(acme):
        make.invoice(lines=[make.line(item=bread)])

    response = bob.api.delete(f"{HERE}{bread.pk}/")

    assert (response.status_code, response.json()["code"]) == (409, "in_use")
    assert bob.api.get(f"{HERE}{bread.pk}/").status_code == 200


@pytest.mark.parametrize("words", ["rye", "rb-1", "900 bread"])
def test_every_word_of_a_search_is_looked_for(bob, bread, acme, words):
    with workspace_of(acme):
        make.item(name="Wheat loaf")

    found = bob.api.get(HERE, {"q": words}).json()

    assert [item["name"] for item in found["results"]] == ["Rye bread"]


def test_a_list_asks_as_often_for_three_as_for_one(bob, acme, django_assert_num_queries):
    bob.api.get(HERE)  # notes the token's use, which is not done each time
    for more in (1, 2):
        with workspace_of(acme):
            for _ in range(more):
                make.item()
        with django_assert_num_queries(4):  # the token's person, how many, the page, the country
            assert bob.api.get(HERE).status_code == 200


def test_charlie_finds_nothing_of_acme(charlie, acme, bread):
    there = f"{HERE}{bread.pk}/"

    assert charlie.api.get(HERE).json()["count"] == 0
    for path, verbs in ((there, ("get", "put", "patch", "delete")), (f"{there}archive/", ("put",))):
        for verb in verbs:
            assert getattr(charlie.api_at(acme), verb)(path).status_code == 401
            assert getattr(charlie.at(acme), verb)(path).status_code == 404
            assert getattr(charlie.api, verb)(path).status_code == 404
    with workspace_of(acme):
        assert [item.is_archived for item in Item.objects.all()] == [False]
