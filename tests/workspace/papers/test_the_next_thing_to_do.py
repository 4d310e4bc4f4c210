"""An issued invoice's page has one primary action: send it, and after that record what is paid."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tenants.rooms import workspace_of
from tests import make
from workspace.papers.workflows.send import send_paper

pytestmark = pytest.mark.django_db

LETTER = {"to": "anna@maize.example", "subject": "INV-00001", "text": "Labdien!\n", "key": "k"}


@pytest.fixture
def invoice(acme):
    with workspace_of(acme):
        make.company(email="office@acme.example")
        return make.issued_invoice(party=make.party(email="anna@maize.example"))


def primary_on(browser, invoice):
    page = browser.get(f"/invoices/{invoice.pk}/").content.decode()
    return re.findall(r'<(?:a|button) class="button ?"[^>]*>([^<]*)<', page)


def test_it_is_sent_first_then_what_is_paid_is_recorded(alice, acme, invoice):
    alice.browser.cookies["__Host-lang"] = "en"
    assert primary_on(alice.browser, invoice) == ["Send"]

    with workspace_of(acme):
        send_paper(invoice, **LETTER, by=invoice.created_by)
    assert primary_on(alice.browser, invoice) == ["Record payment"]


def test_nothing_is_urgent_when_it_is_paid(alice, acme, invoice):
    with workspace_of(acme):
        paid = {invoice.pk: Decimal(invoice.gross)}
        make.payment(party=invoice.party, amount=invoice.gross, allocations=paid)

    assert primary_on(alice.browser, invoice) == []


def test_what_is_paid_in_part_has_arrived_without_being_sent_from_here(alice, acme, invoice):
    alice.browser.cookies["__Host-lang"] = "en"
    with workspace_of(acme):
        make.payment(party=invoice.party, amount=Decimal(1), allocations={invoice.pk: Decimal(1)})

    assert primary_on(alice.browser, invoice) == ["Record payment"]
