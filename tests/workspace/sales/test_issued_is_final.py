"""An issued document and its lines never change, whoever writes, by whatever SQL."""

import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from tenants.rooms import public_room, workspace_of
from tests import make
from workspace.sales.models import Document, Invoice, Line, Series

pytestmark = pytest.mark.django_db

FORBIDDEN = [
    "UPDATE sales_document SET note = 'changed'",
    "UPDATE sales_document SET state = 'draft', number = NULL, issued_at = NULL",
    "DELETE FROM sales_document",
    "UPDATE sales_line SET net = 1",
    "UPDATE sales_line SET description = 'something else'",
    "DELETE FROM sales_line",
    "INSERT INTO sales_line (id, document_id, position, code, description, unit, quantity,"
    " unit_price, vat_category, vat_rate, net) SELECT gen_random_uuid(), id, 9, '', 'more', '',"
    " 1, 1, 'S', 21, 1 FROM sales_document",
    "INSERT INTO sales_document SELECT * FROM sales_document",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_raw_sql_cannot_change_what_is_issued(in_acme, statement):
    invoice = make.issued_invoice()
    before = list(Invoice.objects.values()), list(Line.objects.values())

    with pytest.raises(IntegrityError, match=r"final|begins as a draft|no more lines"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    assert (list(Invoice.objects.values()), list(Line.objects.values())) == before
    assert before[0][0]["id"] == invoice.pk


def test_a_line_cannot_move_between_documents(in_acme):
    issued, draft = make.issued_invoice(), make.invoice()

    for source, target in ((issued, draft), (draft, issued)):
        with pytest.raises(IntegrityError, match=r"final|no more lines"), transaction.atomic():
            source.lines.update(document=target, position=7)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"net": Decimal(1), "gross": Decimal("7.09")}, "sums"),
        ({"vat": Decimal("6.10"), "gross": Decimal("35.10")}, "sums"),
        ({"gross": Decimal("35.10")}, "sums"),
        ({"number": 3}, "gap"),
        ({"kind": "credit_note"}, "series of others"),
    ],
)
def test_what_does_not_add_up_is_not_committed(in_acme, change, reason):
    made = make.issued_invoice()
    forged = make.invoice()

    with pytest.raises(IntegrityError, match=reason):
        _commit(forged, {**_as_issued(made), **change})


def test_a_line_whose_net_is_not_quantity_times_price_is_not_committed(in_acme):
    made = make.issued_invoice()
    forged = make.invoice()
    forged.lines.update(quantity=Decimal(3))

    with pytest.raises(IntegrityError, match="sums"):
        _commit(forged, _as_issued(made))


@pytest.mark.parametrize(
    "change",
    [
        "code = 'FAKE'",
        "kind = 'credit_note'",
        "counts = false",
        "next_number = 1",
        "next_number = 4",
        "last_date = NULL",
        "last_date = last_date - 1",
    ],
)
def test_raw_sql_cannot_rename_a_series_or_set_its_numbers(in_acme, change):
    make.issued_invoice()
    before = list(Series.objects.values())

    with pytest.raises(IntegrityError, match=r"final|counts on by one|never goes back"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE sales_series SET {change}")

    assert list(Series.objects.values()) == before


def test_there_is_no_number_0(in_acme):
    made, forged = make.issued_invoice(), make.invoice()

    with pytest.raises(IntegrityError, match="sales_document_from_one"):
        _commit(forged, {**_as_issued(made), "number": 0})


def _as_issued(made):
    return {
        "state": "issued",
        "number": 2,
        "series": made.series,
        "issue_date": make.TODAY,
        "issued_at": made.issued_at,
    }


def _commit(document, values):
    with transaction.atomic(), connection.cursor() as cursor:
        Document.objects.filter(pk=document.pk).update(**values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db(transaction=True)
def test_the_check_at_commit_works_when_the_public_room_was_visited_last(acme):
    with workspace_of(acme), transaction.atomic():
        invoice = make.issued_invoice()
        with public_room(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM tenants_tenant")

    with workspace_of(acme):
        assert Invoice.objects.get(pk=invoice.pk).number == 1


@pytest.mark.django_db(transaction=True)
def test_a_line_that_comes_while_its_invoice_is_being_issued_waits_and_is_refused(acme):
    with workspace_of(acme):
        make.company()
        invoice = make.invoice()
    answers = []

    def add_a_line():
        try:
            with workspace_of(acme):
                late = make.line(document_id=invoice.pk, position=2, net=Decimal(29))
                late.save(force_insert=True)
            answers.append("taken")
        except IntegrityError as error:
            answers.append(str(error))
        finally:
            connection.close()

    late = threading.Thread(target=add_a_line)
    with workspace_of(acme), transaction.atomic():
        invoice.issue(by=invoice.created_by)
        late.start()
        late.join(0.5)
        assert answers == []
    late.join(10)

    assert len(answers) == 1
    assert "gets no more lines" in answers[0]
