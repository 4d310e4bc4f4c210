"""Items on pages: found, added, changed, archived; prices as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tenants.rooms import workspace_of
from tests import make
from workspace.catalogue.models import Item
from workspace.logbook.models import Entry

pytestmark = pytest.mark.django_db

HERE = "/items/"
BREAD = {
    "name": "Rye bread",
    "code": "RB-1",
    "kind": "good",
    "unit": "C62",
    "unit_price": "2,50",
    "vat_category": "S",
    "vat_rate": "12",
}


@pytest.fixture
def bread(acme):
    with workspace_of(acme):
        return make.item(name="Rye bread", code="RB-1", unit_price=Decimal("2.5"))


def page_of(response):
    return response.content.decode()


def english(browser):
    browser.cookies["__Host-lang"] = "en"
    return browser


def test_an_empty_list_says_what_will_be_here_and_begins(bob):
    page = page_of(english(bob.browser).get(HERE))

    assert "The goods and services you sell will stand here" in page
    assert page.count('href="/items/new/"') == 1


@pytest.mark.parametrize(
    ("typed", "price"), [("2,50", "2.5"), ("1 234.5", "1234.5"), ("0.0001", "0.0001")]
)
def test_a_price_is_read_as_it_is_written(bob, acme, typed, price):
    response = english(bob.browser).post(f"{HERE}new/", {**BREAD, "unit_price": typed})

    assert response.status_code == 302
    with workspace_of(acme):
        assert Item.objects.get().unit_price == Decimal(price)


@pytest.mark.parametrize("typed", ["1,234", "two", "", "-1", "0,00001"])
def test_a_price_that_cannot_be_read_stays_as_typed(bob, acme, typed):
    page = page_of(english(bob.browser).post(f"{HERE}new/", {**BREAD, "unit_price": typed}))

    assert '<a href="#id_unit_price">' in page
    assert f'value="{typed}"' in page or typed == ""
    with workspace_of(acme):
        assert not Item.objects.exists()


def test_without_vat_the_rate_may_be_left_empty(bob, acme):
    bob.browser.post(f"{HERE}new/", {**BREAD, "vat_category": "E", "vat_rate": ""})

    with workspace_of(acme):
        assert (Item.objects.get().vat_category, Item.objects.get().vat_rate) == ("E", 0)


def test_with_vat_the_rate_is_asked_for(bob):
    page = page_of(english(bob.browser).post(f"{HERE}new/", {**BREAD, "vat_rate": ""}))

    assert "Write the rate, such as 21." in page


def test_the_form_shows_no_zeros_that_say_nothing(bob, bread):
    page = page_of(english(bob.browser).get(f"{HERE}{bread.pk}/"))

    assert 'value="2.50"' in page
    assert 'value="21"' in page


def test_the_next_item_begins_with_the_vat_of_the_newest(bob, acme):
    with workspace_of(acme):
        make.item(vat_rate=Decimal(12))

    assert 'value="12"' in page_of(english(bob.browser).get(f"{HERE}new/"))


def test_a_code_of_another_item_is_told_beside_the_field(bob, bread):
    page = page_of(english(bob.browser).post(f"{HERE}new/", {**BREAD, "name": "Twin"}))

    assert '<a href="#id_code">Code: Another item has this code.</a>' in page
    assert 'value="Twin"' in page


def test_a_change_is_kept_once(bob, acme, bread):
    for _ in range(2):
        assert bob.browser.post(f"{HERE}{bread.pk}/", BREAD).status_code == 302

    with workspace_of(acme):
        assert Item.objects.get().vat_rate == 12
        assert Entry.objects.count() == 1


def test_archiving_offers_to_take_it_back(bob, acme, bread):
    page = page_of(english(bob.browser).post(f"{HERE}{bread.pk}/archive/", follow=True))

    assert f'action="{HERE}{bread.pk}/restore/"' in page
    bob.browser.post(f"{HERE}{bread.pk}/restore/")
    with workspace_of(acme):
        assert not Item.objects.get().is_archived


def test_a_price_stands_in_the_list_with_its_currency_in_the_head(bob, bread):
    page = page_of(english(bob.browser).get(HERE))

    assert "Price, EUR" in page
    assert '<td class="figure main">2.50</td>' in page


def test_a_list_asks_as_often_for_three_as_for_one(bob, acme, django_assert_num_queries):
    bob.browser.get(HERE)
    for more in (1, 2):
        with workspace_of(acme):
            for _ in range(more):
                make.item()
        with django_assert_num_queries(4):  # the session, how many, the page, the currency
            assert bob.browser.get(HERE).status_code == 200


@pytest.mark.parametrize("path", ["", "new/", "{}/"])
def test_charlie_finds_nothing(charlie, acme, bread, path):
    there = HERE + path.format(bread.pk)

    assert charlie.at(acme).get(there).status_code == 404
    if path == "{}/":
        assert charlie.browser.get(there).status_code == 404


@pytest.mark.parametrize("verb", ["", "archive/", "restore/"])
def test_charlie_changes_nothing(charlie, acme, bread, verb):
    there = f"{HERE}{bread.pk}/{verb}"

    assert charlie.at(acme).post(there, {**BREAD, "name": "Mine"}).status_code == 404
    assert charlie.browser.post(there, {**BREAD, "name": "Mine"}).status_code == 404
    with workspace_of(acme):
        assert (Item.objects.get().name, Item.objects.get().is_archived) == ("Rye bread", False)


def test_a_tax_code_is_chosen_by_its_name_and_brings_the_rate_of_today(bob, acme):
    with workspace_of(acme):
        make.company()
    page = page_of(english(bob.browser).get(f"{HERE}new/"))
    assert '<option value="standard" selected>21% Standard rate</option>' in page

    bob.browser.post(f"{HERE}new/", {**BREAD, "tax_code": "exempt"})

    with workspace_of(acme):
        item = Item.objects.get()
    assert (item.tax_code, item.vat_category, item.vat_rate) == ("exempt", "E", 0)
    assert "Exempt from VAT" in page_of(bob.browser.get(HERE))


def test_where_no_rates_are_known_vat_is_written_by_hand(bob, acme):
    with workspace_of(acme):
        make.company(country="US")

    page = page_of(bob.browser.get(f"{HERE}new/"))

    assert 'name="tax_code"' not in page
    assert 'name="vat_rate"' in page
