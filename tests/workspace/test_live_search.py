"""A list is searched while somebody types; without a script the same page answers."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.rooms import workspace_of
from tests import make

pytestmark = pytest.mark.django_db

LIVE = {"HX-Request": "true", "HX-Target": "found"}
LISTS = ["/invoices/", "/parties/", "/items/", "/money/"]


@pytest.fixture(autouse=True)
def trade(acme):
    with workspace_of(acme):
        paid = make.issued_invoice(party=make.party(name="SIA Maize"))
        make.issued_invoice(party=make.party(name="SIA Sāls"))
        make.item(name="Maize, rye")
        make.payment(party=paid.party)


@pytest.fixture
def alice_reads(alice):
    alice.browser.cookies["__Host-lang"] = "en"
    return alice.browser


def rows_of(response):
    return re.findall(r"<tr>.*?</tr>", response.content.decode(), re.DOTALL)


@pytest.mark.parametrize("here", LISTS)
def test_what_is_found_has_the_rows_and_the_sums_of_the_page(alice_reads, here):
    whole = alice_reads.get(here, {"q": "Maize"})
    alone = alice_reads.get(here, {"q": "Maize"}, headers=LIVE)

    assert rows_of(alone) == rows_of(whole)
    assert len(rows_of(alone)) > 1
    assert b"<html" in whole.content
    assert b"<html" not in alone.content


@pytest.mark.parametrize("here", LISTS)
def test_it_asks_the_database_as_often_as_the_page(alice_reads, here):
    asked = []
    for headers in ({}, {}, LIVE):
        with CaptureQueriesContext(connection) as queries:
            alice_reads.get(here, {"q": "Maize"}, headers=headers)
        asked.append(len(queries))

    assert asked[2] == asked[1]


def test_it_says_how_many_and_where_the_same_list_stands(alice_reads):
    some = alice_reads.get("/invoices/", {"q": "Maize", "state": ""}, headers=LIVE)
    all_ = alice_reads.get("/invoices/", {"q": "", "state": ""}, headers=LIVE)

    assert "1 found" in some.content.decode()
    assert some["HX-Push-Url"] == "/invoices/?q=Maize"
    assert all_["HX-Push-Url"] == "/invoices/"
    assert "HX-Target" in some["Vary"]


def test_nothing_found_leads_back_to_all(alice_reads):
    page = alice_reads.get("/parties/", {"q": "nobody"}).content.decode()

    assert "Nothing was found" in page
    assert 'class="button quiet" href="/parties/"' in page


def test_the_filters_stand_open_when_one_of_them_is_set(alice_reads):
    fold = '<details class="filters-more" open>'

    assert fold not in alice_reads.get("/invoices/", {"q": "Maize"}).content.decode()
    assert fold in alice_reads.get("/invoices/", {"state": "draft"}).content.decode()
