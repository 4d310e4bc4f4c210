"""`/api/v1/invoices/`: drafted, changed, issued and listed by the API."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from tenants.rooms import workspace_of
from tests import make
from workspace.sales.imported import ImportedDocument, ImportedLine, record_imported
from workspace.sales.models import Invoice

pytestmark = pytest.mark.django_db
HERE = "/api/v1/invoices/"


@pytest.fixture
def company(acme):
    with workspace_of(acme):
        return make.company()


@pytest.fixture
def party(acme):
    with workspace_of(acme):
        return make.party(name="SIA Maize")


@pytest.fixture
def item(acme):
    with workspace_of(acme):
        return make.item(name="Rye bread", code="RYE", unit_price=Decimal("1.11"))


@pytest.fixture
def draft(acme, company, party):
    with workspace_of(acme):
        return make.invoice(party=party)


@pytest.fixture
def issued(acme, company, party):
    with workspace_of(acme):
        return make.issued_invoice(party=party)


def test_a_line_begins_with_what_its_item_says(bob, company, party, item):
    given = {"party": str(party.pk), "lines": [{"item": str(item.pk), "quantity": "3"}]}

    response = bob.api.post(HERE, given)

    assert response.status_code == 201
    told = response.json()
    assert (told["kind"], told["state"], told["number"]) == ("invoice", "draft", None)
    assert (told["currency"], told["net"], told["vat"], told["gross"]) == (
        "EUR",
        "3.33",
        "0.70",
        "4.03",
    )
    assert told["party"] == {"id": str(party.pk), "name": "SIA Maize"}
    assert told["vat_breakdown"] == [{"category": "S", "rate": "21", "net": "3.33", "vat": "0.70"}]
    [line] = told["lines"]
    assert (line["code"], line["description"], line["unit"], line["unit_price"]) == (
        "RYE",
        "Rye bread",
        "C62",
        "1.11",
    )
    assert bob.api.get(f"{HERE}{told['id']}/").json() == told


def test_a_line_needs_no_item(bob, company, party):
    line = {"description": "Cake", "quantity": 2, "unit_price": "14.50", "vat_rate": "12"}

    told = bob.api.post(HERE, {"party": str(party.pk), "lines": [line]}).json()

    assert (told["lines"][0]["vat_category"], told["lines"][0]["vat_rate"]) == ("S", "12")
    assert (told["net"], told["vat"], told["gross"]) == ("29.00", "3.48", "32.48")


def test_who_is_not_registered_for_vat_charges_none(bob, acme, party, item):
    with workspace_of(acme):
        make.company(vat_registered=False, vat_number="")

    told = bob.api.post(
        HERE, {"party": str(party.pk), "lines": [{"item": str(item.pk), "quantity": "1"}]}
    ).json()

    assert (told["lines"][0]["vat_category"], told["vat"]) == ("O", "0.00")


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ({"quantity": "1"}, {"description", "unit_price", "vat_rate"}),
        ({"item": str(uuid4()), "quantity": "1"}, {"item"}),
        ({"description": "x", "quantity": "0", "unit_price": "1", "vat_rate": "21"}, {"quantity"}),
        (
            {"description": "x", "quantity": "1", "unit_price": "-1", "vat_rate": "21"},
            {"unit_price"},
        ),
        (
            {"description": "x", "quantity": "99999999999", "unit_price": "99", "vat_rate": "21"},
            {"quantity"},
        ),
        (
            {
                "description": "x",
                "quantity": "1",
                "unit_price": "1",
                "vat_category": "E",
                "vat_rate": "21",
            },
            {"vat_rate"},
        ),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_its_place(bob, acme, company, party, line, fields):
    response = bob.api.post(HERE, {"party": str(party.pk), "lines": [line]})

    assert response.status_code == 422
    assert set(response.json()["fields"]) == {f"lines.0.{field}" for field in fields}
    with workspace_of(acme):
        assert Invoice.objects.count() == 0


def test_unknown_fields_customers_and_currencies_are_refused(bob, company, party):
    unknown = bob.api.post(HERE, {"party": str(party.pk), "discount": "5"})
    nobody = bob.api.post(HERE, {"party": str(uuid4())})
    strange = bob.api.post(HERE, {"party": str(party.pk), "currency": "XYZ"})
    gold = bob.api.post(HERE, {"party": str(party.pk), "currency": "XAU"})

    assert (unknown.status_code, set(unknown.json()["fields"])) == (400, {"discount"})
    assert (nobody.status_code, set(nobody.json()["fields"])) == (422, {"party"})
    for refused in (strange, gold):
        assert (refused.status_code, set(refused.json()["fields"])) == (422, {"currency"})


def test_a_part_of_a_draft_is_changed(bob, draft):
    response = bob.api.patch(f"{HERE}{draft.pk}/", {"note": "Thank you"})
    again = bob.api.patch(f"{HERE}{draft.pk}/", {"note": "Thank you"})

    assert (response.status_code, response.json()["note"]) == (200, "Thank you")
    assert response.json()["gross"] == "35.09"
    assert again.json() == response.json()


def test_saying_all_of_a_draft_empties_what_is_not_said(bob, draft, party):
    bob.api.patch(f"{HERE}{draft.pk}/", {"note": "Thank you"})

    told = bob.api.put(f"{HERE}{draft.pk}/", {"party": str(party.pk)}).json()

    assert (told["note"], told["lines"], told["gross"]) == ("", [], "0.00")


def test_a_draft_is_thrown_away(bob, draft):
    assert bob.api.delete(f"{HERE}{draft.pk}/").status_code == 204
    assert bob.api.delete(f"{HERE}{draft.pk}/").status_code == 404


def test_issuing_gives_a_number_and_a_repeat_the_same(bob, draft):
    first = bob.api.post(f"{HERE}{draft.pk}/issue/")
    again = bob.api.post(f"{HERE}{draft.pk}/issue/")

    assert (first.status_code, again.status_code) == (200, 200)
    told = first.json()
    assert (told["state"], told["number"], told["label"], told["series"]) == (
        "issued",
        1,
        "INV-00001",
        "INV",
    )
    assert told["issue_date"] == make.TODAY.isoformat()
    assert told["due_date"] == (make.TODAY + timedelta(days=14)).isoformat()
    assert told["seller"]["vat_number"] == "LV40003521600"
    assert again.json() == told


def test_what_is_missing_is_listed_and_nothing_is_issued(bob, acme, draft):
    with workspace_of(acme):
        make.company(street="")

    response = bob.api.post(f"{HERE}{draft.pk}/issue/", {})

    assert (response.status_code, response.json()["code"]) == (422, "cannot_be_issued")
    assert set(response.json()["fields"]) == {"company.street"}
    assert bob.api.get(f"{HERE}{draft.pk}/").json()["state"] == "draft"


def test_an_issued_invoice_is_neither_changed_nor_thrown_away(bob, issued, party):
    url = f"{HERE}{issued.pk}/"
    before = bob.api.get(url).json()

    answers = [
        bob.api.patch(url, {"note": "late"}),
        bob.api.put(url, {"party": str(party.pk)}),
        bob.api.delete(url),
    ]

    assert {(one.status_code, one.json()["code"]) for one in answers} == {(409, "already_issued")}
    assert bob.api.get(url).json() == before


def test_the_list_is_filtered(bob, acme, issued, draft):
    with workspace_of(acme):
        other = make.invoice(party=make.party(name="Other customer"))
        old = ImportedDocument(
            "invoice",
            "536365",
            other.party,
            "GBP",
            make.TODAY - timedelta(days=400),
            [ImportedLine("Bread", Decimal(1), Decimal("2.55"))],
        )
        record_imported([old], by=make.member())

    def found(**wanted):
        return {row["label"] or row["id"] for row in bob.api.get(HERE, wanted).json()["results"]}

    drafts = {str(draft.pk), str(other.pk)}
    assert found() == {"INV-00001", "536365", *drafts}
    assert found(state="draft") == drafts
    assert found(external_number="536365") == found(q="536365") == {"536365"}
    assert found(number=1) == found(q="INV-00001") == {"INV-00001"}
    assert found(party=str(other.party_id)) == {str(other.pk), "536365"}
    assert found(issued_from=make.TODAY.isoformat()) == {"INV-00001"}
    assert found(issued_to="2000-01-01") == set()
    assert found(q="other cust") == {str(other.pk), "536365"}
    assert found(currency="gbp") == {"536365"}


def test_a_number_that_is_none_is_refused(bob, acme):
    answer = bob.api.get(HERE, {"number": "0.5"})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["number"])


def test_the_list_is_ordered_and_paged(bob, acme, company):
    with workspace_of(acme):
        for price in (3, 1, 2):
            make.issued_invoice(lines=[make.line(unit_price=Decimal(price))])

    first = bob.api.get(HERE, {"ordering": "gross", "limit": 2}).json()
    rest = bob.api.get(first["next"]).json()

    assert first["count"] == 3
    assert [row["net"] for row in first["results"] + rest["results"]] == ["2.00", "4.00", "6.00"]


def test_a_list_costs_the_same_queries_whatever_its_length(
    bob, acme, issued, django_assert_num_queries
):
    bob.api.get(HERE)
    with django_assert_num_queries(3):  # who asks; how many; which
        bob.api.get(HERE)
    with workspace_of(acme):
        for _ in range(2):
            make.issued_invoice()
    with django_assert_num_queries(3):
        assert bob.api.get(HERE).json()["count"] == 3


@pytest.mark.parametrize("path", ["", "{id}/", "{id}/issue/", "{id}/credit-notes/"])
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_charlie_learns_nothing(acme, charlie, issued, path, method):
    url = HERE + path.format(id=issued.pk)

    by_token = getattr(charlie.api_at(acme), method)(url)
    by_session = getattr(charlie.at(acme), method)(url)

    assert (by_token.status_code, by_session.status_code) == (401, 404)


def test_a_viewer_looks_and_changes_nothing(acme, alice, draft):
    from tenants.models import Membership
    from tenants.rooms import public_room

    with public_room():
        Membership.objects.filter(tenant=alice.home).update(role="owner")  # one stays
        Membership.objects.filter(pk=alice.membership.pk).update(role="viewer")

    assert alice.api.get(f"{HERE}{draft.pk}/").status_code == 200
    for path in ("", f"{draft.pk}/issue/", f"{draft.pk}/credit-notes/"):
        assert alice.api.post(HERE + path, {}).status_code == 403
    for method in (alice.api.put, alice.api.patch, alice.api.delete):
        assert method(f"{HERE}{draft.pk}/", {}).status_code == 403


@pytest.mark.parametrize("quantity", ["1_0", "1e3", "\u0661", "+1", "1.", "Infinity"])
def test_a_quantity_is_digits_and_a_point(bob, acme, quantity):
    with workspace_of(acme):
        party = make.party()
    line = {"description": "Bread", "unit_price": "1", "vat_rate": "21", "quantity": quantity}
    given = {"party": str(party.pk), "lines": [line]}

    assert bob.api.post("/api/v1/invoices/", given).status_code == 400
