"""A line bears the VAT of its tax point, on whichever side of a boundary the draft's date stands."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from tests import make
from workspace.sales.drafting import lines_of
from workspace.sales.errors import CannotBeIssued
from workspace.sales.models import Invoice, Line
from workspace.sales.presented import presented

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_acme")]

BOUNDARIES = [
    ("2026-06-30", 21),
    ("2026-07-01", 12),
    ("2027-06-30", 12),
    ("2027-07-01", 21),
    ("2024-02-29", 21),
]


def food(**given):
    return make.line(description="Bread", tax_code="food", vat_rate=Decimal(12), **given)


def rate_of(invoice):
    return invoice.lines.get().vat_rate


@pytest.mark.parametrize(("day", "rate"), BOUNDARIES)
def test_a_draft_has_the_rate_of_its_day_of_issue(day, rate):
    make.company()

    invoice = make.invoice(lines=[food()], issue_date=date.fromisoformat(day))

    assert rate_of(invoice) == rate
    assert invoice.vat == Decimal("29.00") * rate / 100


@pytest.mark.parametrize(("day", "rate"), BOUNDARIES)
def test_the_day_of_supply_counts_before_that_of_issue(day, rate):
    make.company()
    day = date.fromisoformat(day)

    invoice = make.invoice(lines=[food()], issue_date=date(2026, 8, 1), supply_date=day)

    assert rate_of(invoice) == rate


def test_the_rate_follows_when_the_date_moves_over_the_boundary():
    make.company()
    lines = [food(), make.line(vat_rate=Decimal(12))]
    invoice = make.invoice(lines=lines, issue_date=date(2026, 6, 30))
    by_hand = {line.description: line.vat_rate for line in invoice.lines.all()}
    assert by_hand == {"Bread": 21, "Rye bread": 12}

    invoice.edit(by=invoice.created_by, issue_date=date(2026, 7, 1))

    assert {line.vat_rate for line in invoice.lines.all()} == {Decimal(12)}


def test_a_draft_that_is_issued_beyond_the_boundary_is_refused_until_it_is_saved():
    make.company()
    invoice = make.invoice(lines=[food()], issue_date=date(2026, 6, 30))

    with pytest.raises(CannotBeIssued) as refused:
        invoice.issue(by=invoice.created_by, on=date(2026, 7, 1))

    (sentence,) = refused.value.fields["lines"]
    assert "“Bread”" in sentence
    assert "12%" in sentence
    assert "21%" in sentence
    invoice.edit(by=invoice.created_by, issue_date=date(2026, 7, 1))
    invoice.issue(by=invoice.created_by)
    assert (invoice.is_issued, rate_of(invoice)) == (True, 12)


def test_a_rate_that_the_country_does_not_have_is_refused_at_issue():
    make.company()
    invoice = make.invoice(lines=[make.line(vat_rate=Decimal(19))])

    assert list(invoice.missing()) == ["lines"]
    make.company(country="DE", vat_number="DE136695976")
    assert "lines" not in invoice.missing()


def test_a_code_that_is_unknown_on_the_day_is_refused_with_a_sentence():
    make.company(country="EE")
    invoice = make.invoice(lines=[make.line(tax_code="standard")], issue_date=date(2025, 6, 30))

    (sentence,) = invoice.missing()["lines"]
    assert "is not known on" in sentence


def test_what_takes_an_invoice_back_bears_the_vat_of_then():
    make.company()
    invoice = make.invoice(lines=[food()], issue_date=date(2026, 6, 30))
    invoice.issue(by=invoice.created_by)

    note = invoice.credit(by=invoice.created_by)
    note.edit(by=invoice.created_by, issue_date=date(2026, 7, 1))
    note.issue(by=invoice.created_by)

    assert (note.lines.get().tax_code, note.vat) == ("food", invoice.vat)


def test_an_item_gives_its_code_and_the_rate_of_the_day():
    company = make.company()
    item = make.item(name="Bread", tax_code="food", vat_rate=Decimal(12))
    given = [{"item": item.pk, "quantity": Decimal(1)}]

    rates = [
        lines_of(given, company=company, currency="EUR", day=date.fromisoformat(day))[0].vat_rate
        for day, _rate in BOUNDARIES
    ]

    assert rates == [rate for _day, rate in BOUNDARIES]


def test_three_times_one_eleven_bears_seventy_cents_and_the_database_agrees():
    make.company()
    lines = [make.line(quantity=1, unit_price=Decimal("1.11")) for _ in range(3)]
    invoice = make.invoice(lines=lines, issue_date=make.TODAY)
    assert invoice.vat == Decimal("0.70")

    with pytest.raises(IntegrityError, match="the sums of document"), transaction.atomic():
        _issue_by_hand(invoice, vat="0.69", gross="4.02")
    invoice.issue(by=invoice.created_by)
    assert (invoice.vat, invoice.gross) == (Decimal("0.70"), Decimal("4.03"))


@pytest.mark.parametrize("category", ["K", "G"])
def test_the_database_takes_no_vat_within_the_union_and_on_exports(category):
    make.company()
    invoice = make.invoice(lines=[make.line(vat_category=category, vat_rate=0)])
    assert (invoice.vat, invoice.gross) == (0, Decimal("29.00"))

    with pytest.raises(IntegrityError, match="sales_line_vat"), transaction.atomic():
        Line.objects.filter(document=invoice).update(vat_rate=21)


def abroad(country, **given):
    return make.party(country=country, **given)


def kinds_missing(invoice):
    return set(invoice.missing(on=make.TODAY))


def test_a_supply_within_the_union_needs_the_buyers_number_country_and_day():
    make.company()
    untaxed = {"tax_code": "intra-community", "vat_category": "K", "vat_rate": Decimal(0)}
    at_home = make.invoice(lines=[make.line(**untaxed)])
    away = make.invoice(
        lines=[make.line(**untaxed)],
        party=abroad("EE", vat_number="EE100594102"),
        supply_date=make.TODAY,
    )

    assert kinds_missing(at_home) == {"party.vat_number", "party.country", "supply_date"}
    assert kinds_missing(away) == set()
    away.issue(by=away.created_by)
    assert "138" in presented(away).wording[0]
    assert (away.vat, away.gross) == (0, Decimal("29.00"))


def test_an_export_goes_out_of_the_union():
    make.company()
    untaxed = {"tax_code": "export", "vat_category": "G", "vat_rate": Decimal(0)}
    within = make.invoice(lines=[make.line(**untaxed)], party=abroad("EE"))
    out = make.invoice(lines=[make.line(**untaxed)], party=abroad("GB"), language="en")

    assert kinds_missing(within) == {"party.country"}
    assert kinds_missing(out) == set()
    out.issue(by=out.created_by)
    assert "article 146" in presented(out).wording[0]


def test_every_untaxed_category_has_its_words_on_paper_also_by_hand():
    make.company()
    for category, code in [("E", "exempt"), ("AE", "reverse-charge"), ("O", "outside")]:
        bare = {"vat_category": category, "vat_rate": 0}
        by_code = make.invoice(lines=[make.line(tax_code=code, **bare)], language="en")
        by_hand = make.invoice(lines=[make.line(**bare)], language="en")
        words = presented(by_code).wording
        assert len(words) == 2
        assert words == presented(by_hand).wording


def _issue_by_hand(invoice: Invoice, *, vat: str, gross: str) -> None:
    """As raw SQL would: past every line of ours, up to the database's own check."""
    from workspace.sales.models import Series

    series = Series.objects.own("invoice")
    Invoice.objects.filter(pk=invoice.pk).update(
        state="issued", series=series, number=1, issued_at="2026-11-22T00:00Z", vat=vat, gross=gross
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
