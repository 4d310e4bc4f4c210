"""A file of sales becomes documents, each line once."""

from datetime import date
from decimal import Decimal

import pytest

from tests import make
from tests.jobs_run import run_jobs
from tests.workspace.imports.files import HEADER, refusals, row, sent, table, taken_in
from workspace.imports.models import Import
from workspace.imports.workflows.take_in import take_in
from workspace.logbook.models import Entry
from workspace.parties.models import Party
from workspace.sales.models import CreditNote, Document, Invoice, Line

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_acme")]


def counts(one):
    return one.lines, one.taken, one.already, one.refused_count


def test_documents_keep_their_number_outside_our_series_and_bear_no_vat():
    taken_in(table(row(number="536365"), row(number="536365", quantity="2", price="3.39")))

    invoice = Invoice.objects.get()
    assert (invoice.label, invoice.external_number) == ("536365", "536365")
    assert (invoice.state, invoice.series.counts, invoice.number) == ("issued", False, None)
    assert (invoice.net, invoice.vat, invoice.gross) == (Decimal("22.08"), 0, Decimal("22.08"))
    assert (invoice.issue_date, invoice.currency) == (date(2010, 12, 1), "GBP")
    assert {line.vat_category for line in invoice.lines.all()} == {"O"}


def test_a_number_with_c_is_a_credit_note_that_stands_alone():
    taken_in(table(row(number="C536379", quantity="-1", price="27.50")))

    note = CreditNote.objects.get()
    assert (note.external_number, note.credits, note.net) == ("C536379", None, Decimal("27.50"))
    assert [line.quantity for line in note.lines.all()] == [1]


def test_a_line_of_the_opposite_sign_stays_negative_in_its_document():
    taken_in(
        table(
            *(row(number="1", quantity="10"), row(number="1", quantity="-2")),
            *(row(number="C2", quantity="-10"), row(number="C2", quantity="2")),
        )
    )

    assert sorted(Invoice.objects.get().lines.values_list("quantity", flat=True)) == [-2, 10]
    assert sorted(CreditNote.objects.get().lines.values_list("quantity", flat=True)) == [-2, 10]
    assert set(Document.objects.values_list("net", flat=True)) == {Decimal("20.40")}


def test_lines_without_a_customer_belong_to_one_cash_customer_in_every_import():
    taken_in(table(row(number="1", customer=""), row(number="2", customer="")))
    Party.objects.filter(name="Cash customer").update(name="Over the counter")
    taken_in(table(row(number="3", customer="")))

    party = Party.objects.get()
    assert (party.name, party.country, party.documents.count()) == ("Over the counter", "LV", 3)


def test_each_customer_becomes_one_party_with_its_country():
    taken_in(table(row(number="1", customer="12583", country="EIRE"), row(number="2")))
    taken_in(table(row(number="3", customer="12583", country="France")))
    taken_in(table(row(number="4", customer="9", country="Unspecified")))

    parties = Party.objects.order_by("id").values_list("name", "country", "note")
    assert sorted(parties) == [
        ("Customer 12583", "IE", ""),
        ("Customer 17850", "GB", ""),
        ("Customer 9", "", "Unspecified"),
    ]
    assert Party.objects.get(name="Customer 12583").documents.count() == 2


def test_a_customer_called_like_the_cash_customer_is_somebody_else():
    taken_in(table(row(number="1", customer=""), row(number="2", customer="Cash customer")))

    assert Party.objects.count() == 2


def test_equal_lines_both_count():
    one = taken_in(table(row(), row()))

    assert counts(one) == (2, 2, 0, 0)
    assert Invoice.objects.get().net == Decimal("30.60")


def test_refused_lines_do_not_hold_back_the_others():
    one = taken_in(table(row(), row(price="0"), row(quantity="x"), row(number="", price="")))

    assert counts(one) == (4, 1, 0, 3)
    assert refusals(one) == [(3, "no_price"), (4, "bad_quantity"), (5, "no_number")]
    assert Line.objects.count() == 1


def test_a_document_without_a_good_line_does_not_come():
    one = taken_in(table(row(price="0")))

    assert (one.state, counts(one), Document.objects.count()) == ("done", (1, 0, 0, 1), 0)


def test_a_second_run_takes_nothing():
    content = table(row(), row(), row(number="C1", quantity="-1"), row(price=""))
    taken_in(content)
    before = list(Document.objects.order_by("id").values())

    again = taken_in(content)

    assert counts(again) == (4, 0, 3, 1)
    assert list(Document.objects.order_by("id").values()) == before
    assert Party.objects.count() == 1


def test_lines_that_are_new_in_a_document_that_is_here_are_refused():
    taken_in(table(row(), row(code="B")))

    again = taken_in(table(row(), row(), row(code="B"), row(code="C")))

    assert counts(again) == (4, 0, 2, 2)
    assert refusals(again) == [(3, "already_issued"), (5, "already_issued")]


@pytest.mark.parametrize(
    ("cells", "currency"), [({"date": "12/2/2010"}, "GBP"), ({}, "EUR")], ids=["day", "currency"]
)
def test_another_document_of_the_same_number_is_refused(cells, currency):
    taken_in(table(row()))

    again = taken_in(table(row(**cells)), currency=currency)

    assert (counts(again), refusals(again)) == ((1, 0, 0, 1), [(2, "number_in_use")])


def test_a_number_that_ours_looks_like_is_outside_our_series():
    make.company()
    own = make.issued_invoice()

    taken_in(table(row(number=own.label)))

    assert [one.series.counts for one in Invoice.objects.order_by("id")] == [True, False]


@pytest.mark.parametrize(
    ("content", "reason", "sentence"),
    [
        ("\n \n", "empty", "The file is empty."),
        (
            HEADER.replace("UnitPrice", "Preis"),
            "missing_columns",
            "The file has no column UnitPrice. The first line must name the columns.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_fails_and_says_why(content, reason, sentence):
    one = taken_in(content)

    assert (one.state, one.failure, one.failure_sentence) == ("failed", reason, sentence)
    assert counts(one) == (0, 0, 0, 0)


def test_a_file_that_is_gone_fails_the_import():
    one = sent(table(row()))
    one.file.storage.delete(one.file.name)

    run_jobs("default")

    one.refresh_from_db()
    assert (one.state, one.failure) == ("failed", "file_gone")


def test_the_header_alone_is_an_import_without_lines():
    one = taken_in(HEADER)

    assert (one.state, counts(one), one.percent) == ("done", (0, 0, 0, 0), 100)


def test_a_job_that_runs_once_more_changes_nothing():
    one = taken_in(table(row()))
    before = Import.objects.values().get()

    take_in(str(one.pk))

    assert Import.objects.values().get() == before
    assert Document.objects.count() == 1


def test_the_logbook_tells_who_sent_what_and_what_came_of_it():
    one = taken_in(table(row(), row(price="")))

    told = Entry.objects.filter(subject_id=one.pk).order_by("id")
    assert [(entry.verb, entry.member) for entry in told] == [
        *(("received", one.created_by), ("taken in", one.created_by))
    ]
    assert told[1].details == {"lines": 2, "taken": 1, "already": 0, "refused": 1}
    assert Entry.objects.filter(verb="recorded").count() == 1


def test_the_kept_file_is_the_one_that_was_sent_and_only_ours_to_read(kept_files):
    one = sent(table(row()))

    path = kept_files / one.file.name
    assert path.read_text() == table(row())
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert path.parent.parent.name.startswith("t_")
    assert "sales" not in path.name


def test_nothing_is_kept_of_an_import_that_is_not_queued(kept_files):
    stranger = make.member()
    stranger.delete()

    with pytest.raises(ValueError, match="unsaved related object"):
        sent(table(row()), by=stranger)

    assert [path for path in kept_files.rglob("*") if path.is_file()] == []
