"""`/api/v1/credit-notes/`: of an invoice, in part or in full, or standing alone."""

from decimal import Decimal
from uuid import uuid4

import pytest

from tenants.rooms import workspace_of
from tests import make
from workspace.sales.models import CreditNote

pytestmark = pytest.mark.django_db
HERE = "/api/v1/credit-notes/"


@pytest.fixture
def invoice(acme):
    with workspace_of(acme):
        return make.issued_invoice(lines=[make.line(quantity=Decimal(3)), make.line()])


@pytest.fixture
def of_invoice(invoice):
    return f"/api/v1/invoices/{invoice.pk}/credit-notes/"


def told(person, invoice):
    return person.api.get(f"/api/v1/invoices/{invoice.pk}/").json()


def test_an_invoice_is_credited_and_a_repeat_answers_the_waiting_draft(
    bob, acme, invoice, of_invoice
):
    first = bob.api.post(of_invoice)
    again = bob.api.post(of_invoice)

    assert (first.status_code, first.json()["kind"]) == (201, "credit_note")
    assert (first.json()["credits"], first.json()["gross"]) == (str(invoice.pk), "87.73")
    assert again.json() == first.json()
    with workspace_of(acme):
        assert CreditNote.objects.count() == 1


def test_a_part_of_an_invoice_is_credited(bob, invoice, of_invoice):
    line = told(bob, invoice)["lines"][0]["id"]

    note = bob.api.post(of_invoice, {"lines": [{"line": line, "quantity": "1"}]}).json()
    issued = bob.api.post(f"{HERE}{note['id']}/issue/")

    assert (issued.status_code, issued.json()["label"]) == (200, "CN-00001")
    assert (issued.json()["net"], issued.json()["lines"][0]["credits"]) == ("14.50", line)
    assert told(bob, invoice)["credited"] == "part"


def test_all_of_an_invoice_is_credited_in_one_go(bob, invoice):
    note = bob.api.post(HERE, {"invoice": str(invoice.pk), "note": "Broken"}).json()
    bob.api.post(f"{HERE}{note['id']}/issue/")
    again = bob.api.post(HERE, {"invoice": str(invoice.pk)})

    assert (note["note"], note["gross"]) == ("Broken", "87.73")
    assert told(bob, invoice)["credited"] == "full"
    assert (again.status_code, again.json()["code"]) == (422, "cannot_be_credited")


def test_more_than_is_left_is_not_drafted(bob, invoice, of_invoice):
    line = told(bob, invoice)["lines"][0]["id"]

    response = bob.api.post(of_invoice, {"lines": [{"line": line, "quantity": "4"}]})

    assert (response.status_code, response.json()["code"]) == (422, "cannot_be_credited")
    assert set(response.json()["fields"]) == {"lines.0.quantity"}


def test_a_credit_note_stands_alone(bob, acme):
    with workspace_of(acme):
        make.company()
        party = make.party()
    line = {"description": "Bread", "quantity": "1", "unit_price": "27.50", "vat_rate": "21"}

    note = bob.api.post(HERE, {"party": str(party.pk), "lines": [line]}).json()
    issued = bob.api.post(f"{HERE}{note['id']}/issue/").json()

    assert (issued["state"], issued["credits"], issued["gross"]) == ("issued", None, "33.28")


def test_what_cannot_be_credited_is_refused(bob, invoice, of_invoice, acme):
    with workspace_of(acme):
        draft = make.invoice()

    strange = bob.api.post(of_invoice, {"lines": [{"line": str(uuid4())}]})
    unnamed = bob.api.post(HERE, {"invoice": str(invoice.pk), "lines": [{"quantity": "1"}]})
    nobody = bob.api.post(HERE, {"lines": []})
    unknown = bob.api.post(HERE, {"invoice": str(uuid4())})
    early = bob.api.post(f"/api/v1/invoices/{draft.pk}/credit-notes/")

    assert [(one.status_code, set(one.json()["fields"])) for one in (strange, unnamed)] == [
        (422, {"lines.0.line"})
    ] * 2
    assert [(one.status_code, set(one.json()["fields"])) for one in (nobody, unknown)] == [
        (422, {"party"}),
        (422, {"invoice"}),
    ]
    assert (early.status_code, early.json()["code"]) == (409, "not_issued")


def test_a_draft_credit_note_is_changed_and_thrown_away(bob, invoice, of_invoice, acme):
    note = bob.api.post(of_invoice).json()
    url = f"{HERE}{note['id']}/"
    line = told(bob, invoice)["lines"][1]["id"]

    changed = bob.api.patch(url, {"lines": [{"line": line, "quantity": "2"}], "note": "Stale"})
    moved = bob.api.patch(url, {"party": note["party"]["id"]})
    other = bob.api.patch(url, {"invoice": str(uuid4())})

    assert (changed.status_code, changed.json()["net"]) == (200, "29.00")
    assert (moved.status_code, other.status_code) == (422, 422)
    assert bob.api.delete(url).status_code == 204
    assert bob.api.get(url).status_code == 404


def test_invoices_and_credit_notes_are_listed_apart(bob, invoice, of_invoice):
    note = bob.api.post(of_invoice).json()

    assert [row["id"] for row in bob.api.get(HERE).json()["results"]] == [note["id"]]
    assert bob.api.get("/api/v1/invoices/").json()["count"] == 1
    assert bob.api.get(f"/api/v1/invoices/{note['id']}/").status_code == 404
    assert bob.api.get(f"{HERE}{invoice.pk}/").status_code == 404


@pytest.mark.parametrize("path", ["", "{id}/", "{id}/issue/"])
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_charlie_learns_nothing(acme, charlie, path, method):
    with workspace_of(acme):
        note = make.issued_credit_note()
    url = HERE + path.format(id=note.pk)

    by_token = getattr(charlie.api_at(acme), method)(url)
    by_session = getattr(charlie.at(acme), method)(url)

    assert (by_token.status_code, by_session.status_code) == (401, 404)
