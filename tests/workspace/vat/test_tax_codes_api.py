"""`/api/v1/tax-codes/`, and tax codes on items and lines by the API."""

from decimal import Decimal

import pytest

from tenants.rooms import workspace_of
from tests import make
from workspace.catalogue.models import Item
from workspace.sales.models import Invoice

pytestmark = pytest.mark.django_db

HERE = "/api/v1/tax-codes/"
ITEMS = "/api/v1/items/"
INVOICES = "/api/v1/invoices/"
BREAD = {"name": "Bread", "unit_price": "1.00", "tax_code": "food"}


@pytest.fixture
def party(acme):
    with workspace_of(acme):
        make.company()
        return make.party()


def rates_on(bob, day):
    return {code["id"]: code["rate"] for code in bob.api.get(f"{HERE}?on={day}").json()}


@pytest.mark.parametrize(
    ("day", "rate"),
    [("2026-06-30", "21"), ("2026-07-01", "12"), ("2027-06-30", "12"), ("2027-07-01", "21")],
)
def test_codes_are_listed_as_they_hold_on_a_day(bob, party, day, rate):
    assert rates_on(bob, day)["food"] == rate


def test_a_code_tells_its_category_its_days_its_source_and_its_words(bob, party):
    listed = {code["id"]: code for code in bob.api.get(f"{HERE}?on=2026-08-01").json()}

    food, abroad = listed["food"], listed["intra-community"]
    assert (food["valid_from"], food["valid_until"]) == ("2026-07-01", "2027-06-30")
    assert food["source"].startswith("Value Added Tax Law")
    assert (abroad["category"], abroad["rate"], abroad["valid_until"]) == ("K", "0", None)
    assert "138" in abroad["wording"]


def test_the_codes_of_today_are_listed_without_a_day(bob, party):
    assert bob.api.get(HERE).json() == bob.api.get(f"{HERE}?on={make.TODAY}").json()


def test_where_no_rates_are_known_none_are_listed(bob, acme, party):
    with workspace_of(acme):
        make.company(country="US")

    assert bob.api.get(HERE).json() == []


@pytest.mark.parametrize("query", ["on=tomorrow", "on=2026-02-29", "on=", "day=2026-01-01"])
def test_a_day_that_is_none_cannot_be_read(bob, party, query):
    assert bob.api.get(f"{HERE}?{query}").json()["code"] == "invalid"
    assert bob.api.get(f"{HERE}?{query}").status_code == 400


def test_charlie_learns_nothing(acme, charlie):
    assert charlie.at(acme).get(HERE).status_code == 404
    assert charlie.api_at(acme).get(HERE).status_code == 401


def test_an_item_with_a_code_shows_the_rate_of_today(bob, acme, party):
    made = bob.api.post(ITEMS, BREAD)

    today = rates_on(bob, make.TODAY)["food"]
    assert made.status_code == 201
    assert (made.json()["tax_code"], made.json()["vat_category"]) == ("food", "S")
    assert made.json()["vat_rate"] == f"{today}.00"


def test_who_says_a_rate_takes_the_code_away(bob, party):
    item = f"{ITEMS}{bob.api.post(ITEMS, BREAD).json()['id']}/"

    changed = bob.api.patch(item, {"vat_rate": "5.00"}).json()

    assert (changed["tax_code"], changed["vat_rate"]) == ("", "5.00")
    again = bob.api.patch(item, {"tax_code": "exempt"}).json()
    assert (again["vat_category"], again["vat_rate"]) == ("E", "0.00")


def test_an_item_with_a_code_that_is_none_is_refused(bob, acme, party):
    refused = bob.api.post(ITEMS, {**BREAD, "tax_code": "luxury"})

    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["tax_code"])
    with workspace_of(acme):
        assert not Item.objects.exists()


def drafted(bob, party, **given):
    line = {"description": "Bread", "quantity": "1", "unit_price": "1.00", "tax_code": "food"}
    said = {"party": str(party.pk), "lines": [line], **given}
    return bob.api.post(INVOICES, said)


def test_a_line_takes_the_rate_of_the_tax_point_and_follows_it(bob, party):
    draft = drafted(bob, party, issue_date="2026-06-30").json()
    (line,) = draft["lines"]
    assert (line["tax_code"], line["vat_rate"], draft["vat"]) == ("food", "21", "0.21")

    moved = bob.api.patch(f"{INVOICES}{draft['id']}/", {"supply_date": "2026-07-01"}).json()

    assert (moved["lines"][0]["vat_rate"], moved["vat"]) == ("12", "0.12")


def test_issuing_by_the_api_beyond_the_boundary_is_refused(bob, acme, party):
    draft = drafted(bob, party, issue_date="2026-06-30").json()

    refused = bob.api.post(f"{INVOICES}{draft['id']}/issue/", {"issue_date": "2026-07-01"})

    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["lines"])
    with workspace_of(acme):
        assert Invoice.objects.get().vat == Decimal("0.21")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"tax_code": "luxury"}, "tax_code"),
        ({"tax_code": "food", "vat_rate": "5"}, "vat_rate"),
        ({"tax_code": "food", "vat_category": "E"}, "vat_category"),
    ],
)
def test_a_code_that_is_none_or_is_contradicted_is_refused_with_its_place(bob, party, said, field):
    line = {"description": "Bread", "quantity": "1", "unit_price": "1.00", **said}

    refused = drafted(bob, party, lines=[line])

    assert (refused.status_code, list(refused.json()["fields"])) == (422, [f"lines.0.{field}"])


@pytest.mark.parametrize("category", ["K", "G"])
def test_supplies_abroad_pass_by_category_too(bob, party, category):
    line = {"description": "Bread", "quantity": "1", "unit_price": "1.00", "vat_category": category}

    drafted_line = drafted(bob, party, lines=[line]).json()["lines"][0]

    assert (drafted_line["vat_category"], drafted_line["vat_rate"]) == (category, "0")
