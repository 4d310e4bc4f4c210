"""Today's figures: what is owed, what of it is late, what came in, what was sold."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import make
from workspace.sales.models import Line
from workspace.today.figures import figures

pytestmark = [pytest.mark.django_db, pytest.mark.urls("config.urls_workspace")]


def told() -> list[list[str]]:
    return [[figure.amount.replace("\u00a0", " ") for figure in row] for row in figures()]


def of(amount: int) -> Line:
    """One line of this amount, which bears no VAT."""
    return make.line(
        quantity=Decimal(1), unit_price=Decimal(amount), vat_category="E", vat_rate=Decimal(0)
    )


def test_a_new_business_has_none(in_acme):
    assert told() == []


def test_what_is_open_is_owed_and_what_is_late_is_counted_in_it(in_acme):
    today = timezone.localdate()
    make.issued_invoice(lines=[of(40)], issue_date=today - timedelta(30))
    make.issued_invoice(lines=[of(100)], issue_date=today)

    [[owed, late, came_in, _sold]] = told()

    assert (owed, late, came_in) == ("140.00 EUR", "40.00 EUR", "0.00 EUR")


def test_what_came_in_is_not_owed(in_acme):
    invoice = make.issued_invoice(lines=[of(100)])
    make.payment(party=invoice.party, amount=Decimal(30), allocations={invoice.pk: Decimal(30)})

    [[owed, _late, came_in, sold]] = told()

    assert (owed, came_in, sold) == ("70.00 EUR", "30.00 EUR", "100.00 EUR")


def test_what_is_taken_back_is_not_sold(in_acme):
    invoice = make.issued_invoice(lines=[of(100)])
    invoice.credit(by=make.member()).issue(by=make.member())

    [[owed, _late, _came_in, sold]] = told()

    assert (owed, sold) == ("0.00 EUR", "0.00 EUR")


def test_drafts_are_not_counted(in_acme):
    make.issued_invoice(lines=[of(10)])
    make.invoice(lines=[of(500)])

    assert told()[0][0] == "10.00 EUR"


def test_each_currency_stands_for_itself(in_acme):
    make.issued_invoice(lines=[of(10)])
    make.issued_invoice(lines=[of(10)])
    make.issued_invoice(lines=[of(7)], currency="GBP")

    assert [row[0] for row in told()] == ["20.00 EUR", "7.00 GBP"]


def test_three_queries_for_one_invoice_and_for_three(in_acme):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make.issued_invoice()
        with CaptureQueriesContext(connection) as sent:
            figures()
        counts.append(len(sent))

    assert counts == [3, 3]
