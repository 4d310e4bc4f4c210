from __future__ import annotations

from typing import Any

import pytest

from tenants.models import Membership
from tenants.rooms import public_room, workspace_of
from tests import make
from workspace.papers.models import Paper, Sending
from workspace.sales.imported import ImportedDocument, ImportedLine, record_imported
from workspace.sales.models import Invoice

API = "/api/v1"
KEY = {"HTTP_IDEMPOTENCY_KEY": "first"}


@pytest.fixture
def invoice(acme: Any) -> Invoice:
    with workspace_of(acme):
        return make.issued_invoice(party=make.party(email="anna@maize.example"))


@pytest.fixture
def note(acme: Any) -> Any:
    with workspace_of(acme):
        return make.issued_credit_note(party=make.party(email="anna@maize.example"))


def paper_of(acme: Any) -> bytes:
    with workspace_of(acme):
        return Paper.objects.get().content


@pytest.fixture(params=["invoices", "credit-notes"])
def document(request: Any) -> str:
    """The address of an issued document of either kind."""
    name = {"invoices": "invoice", "credit-notes": "note"}[request.param]
    return f"{API}/{request.param}/{request.getfixturevalue(name).pk}/"


def test_the_pdf_is_answered_as_it_was_made(bob: Any, acme: Any, document: str) -> None:
    for accept in ("*/*", "application/pdf", "application/json"):
        response = bob.api.get(f"{document}pdf/", HTTP_ACCEPT=accept)

        assert response.status_code == 200
        assert response["Content-Type"] == "application/pdf"
        assert response["Cache-Control"] == "private, no-store"
        assert response["Content-Disposition"].startswith('inline; filename="')
        assert response["Content-Disposition"].endswith('-00001.pdf"')
        assert response.content == paper_of(acme)


def test_the_page_shows_the_same_pdf(bob: Any, acme: Any, invoice: Invoice) -> None:
    response = bob.browser.get(f"/invoices/{invoice.pk}/pdf/")

    assert response.content == paper_of(acme)
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_a_draft_and_what_was_issued_elsewhere_have_no_pdf_here(bob: Any, acme: Any) -> None:
    with workspace_of(acme):
        make.company()
        draft, imported = make.invoice(), _imported()

    for made, code in ((draft, "not_issued"), (imported, "issued_elsewhere")):
        for part, how in (("pdf", bob.api.get), ("deliveries", bob.api.post)):
            response = how(f"{API}/invoices/{made.pk}/{part}/", **KEY)
            assert (response.status_code, response.json()["code"]) == (409, code)
    shown = bob.browser.get(f"/invoices/{imported.pk}/").content.decode()
    assert "This document was issued elsewhere." in shown
    assert "/pdf/" not in shown


def test_a_program_sends_it_with_the_usual_letter(bob: Any, acme: Any, document: str) -> None:
    response = bob.api.post(f"{document}deliveries/", {}, **KEY)

    told = response.json()
    assert response.status_code == 201
    assert (told["to"], told["state"], told["by"]) == ("anna@maize.example", "queued", "Bob")
    assert "-00001" in told["subject"]
    assert "EUR" in told["text"]
    assert bob.api.get(f"{document}deliveries/").json()["results"] == [told]


def test_a_repeat_sends_nothing_more(bob: Any, acme: Any, document: str) -> None:
    said = {"to": "a@b.example", "subject": "Hello", "text": "Here it is."}
    first = bob.api.post(f"{document}deliveries/", said, **KEY)
    again = bob.api.post(f"{document}deliveries/", said, **KEY)
    other = bob.api.post(f"{document}deliveries/", {**said, "text": "No."}, **KEY)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    with workspace_of(acme):
        assert Sending.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "headers", "status", "fault"),
    [
        ({}, {}, 400, "idempotency_key_missing"),
        ({"to": "nobody"}, KEY, 400, "to"),
        ({"subject": "a\nb"}, KEY, 422, "subject"),
        ({"to": '"a\x0bb"@rits.example'}, KEY, 422, "to"),
        ({"text": ""}, KEY, 400, "text"),
        ({"cc": "b@b.example"}, KEY, 400, "cc"),
    ],
)
def test_a_letter_that_cannot_be_is_refused(
    bob: Any, acme: Any, invoice: Invoice, said: Any, headers: Any, status: int, fault: str
) -> None:
    response = bob.api.post(f"{API}/invoices/{invoice.pk}/deliveries/", said, **headers)

    assert response.status_code == status
    assert fault in (*response.json().get("fields", ()), response.json()["code"])
    with workspace_of(acme):
        assert not Sending.objects.exists()


def test_a_customer_without_an_address_must_be_given_one(bob: Any, acme: Any) -> None:
    with workspace_of(acme):
        made = make.issued_invoice()

    response = bob.api.post(f"{API}/invoices/{made.pk}/deliveries/", {}, **KEY)

    assert (response.status_code, response.json()["code"]) == (422, "no_address")
    assert list(response.json()["fields"]) == ["to"]


@pytest.mark.parametrize("part", ["pdf", "deliveries"])
def test_a_stranger_finds_nothing(charlie: Any, acme: Any, document: str, part: str) -> None:
    assert charlie.api_at(acme).get(f"{document}{part}/").status_code == 401
    assert charlie.at(acme).get(f"{document}{part}/").status_code == 404
    assert charlie.api.get(f"{document}{part}/").status_code == 404


@pytest.mark.parametrize("page", ["pdf", "send"])
def test_a_stranger_finds_no_page(charlie: Any, acme: Any, invoice: Invoice, page: str) -> None:
    assert charlie.at(acme).get(f"/invoices/{invoice.pk}/{page}/").status_code == 404
    assert charlie.browser.get(f"/invoices/{invoice.pk}/{page}/").status_code == 404


def test_who_may_only_look_reads_the_pdf_and_sends_nothing(
    bob: Any, acme: Any, invoice: Invoice
) -> None:
    with public_room():
        Membership.objects.filter(pk=bob.membership.pk).update(role="viewer")
    page = f"/invoices/{invoice.pk}/"

    assert bob.browser.get(f"{page}pdf/").status_code == 200
    assert bob.browser.get(f"{page}send/").status_code == 403
    assert bob.browser.post(f"{page}send/").status_code == 403
    assert bob.api.post(f"{API}{page}deliveries/", {}, **KEY).status_code == 403
    assert f"{page}send/" not in bob.browser.get(page).content.decode()


def test_the_log_costs_the_same_queries_whatever_its_length(
    bob: Any, invoice: Invoice, django_assert_num_queries: Any
) -> None:
    address = f"{API}/invoices/{invoice.pk}/deliveries/"
    bob.api.post(address, {}, HTTP_IDEMPOTENCY_KEY="0")
    bob.api.get(address)
    with django_assert_num_queries(_QUERIES):
        bob.api.get(address)
    for key in "12":
        bob.api.post(address, {}, HTTP_IDEMPOTENCY_KEY=key)

    with django_assert_num_queries(_QUERIES):
        assert bob.api.get(address).json()["count"] == 3


_QUERIES = 5


def _imported() -> Invoice:
    line = ImportedLine(description="Bread", quantity=make.line().quantity, unit_price=2)  # type: ignore[arg-type]
    imported = ImportedDocument(
        kind="invoice",
        external_number="A-1",
        party=make.party(),
        currency="EUR",
        issue_date=make.TODAY,
        lines=[line],
    )
    record_imported([imported], by=make.member())
    return Invoice.objects.get(external_number="A-1")
