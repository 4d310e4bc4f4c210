"""An import is undone while nothing refers to its documents: all of them go, or none."""

import threading
from contextlib import closing

import psycopg2
import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from i18n.writing import written_day
from tenants.rooms import public_room, workspace_of
from tests import make
from tests.workspace.imports import files
from tests.workspace.imports.files import row, sent, table
from tests.workspace.imports.real import SALES, needs_real_sales
from workspace.imports.errors import MadeBefore, NotOver, StillReferredTo
from workspace.imports.models import Import, KnownCustomer
from workspace.imports.workflows.undo import undo_import
from workspace.logbook.models import Entry
from workspace.parties.models import Party
from workspace.sales.errors import Gone
from workspace.sales.models import CreditNote, Document, Invoice, Line

pytestmark = pytest.mark.django_db
FILE = table(row(), row(number="536366"), row(number="C536367", quantity="-2"))


def taken_in(content):
    """An import that is committed, as far as the database's own checks go."""
    one = files.taken_in(content)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return one


@pytest.fixture
def done(acme):
    with workspace_of(acme):
        return taken_in(FILE)


def analyze_from_outside(tenant):
    """As autovacuum may do at that moment: what is not committed does not count, so that the
    planner takes full tables for empty ones. A join of lines and lines took seven minutes then."""
    params = connection.get_connection_params()
    params |= {"user": settings.DATABASE_OWNER, "password": settings.DATABASE_OWNER_PASSWORD}
    with closing(psycopg2.connect(**params)) as line:
        line.autocommit = True
        with line.cursor() as cursor:
            cursor.execute(
                f"ANALYZE {tenant.schema_name}.sales_line, {tenant.schema_name}.sales_document"
            )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '90s'")  # nothing else tells an endless one


def here(one):
    return f"/api/v1/imports/{one.pk}/reversal/"


def test_undoing_takes_its_documents_and_nothing_else(in_acme):
    kept = make.issued_invoice()
    before = taken_in(table(row(number="1")))
    one = taken_in(FILE)

    undo_import(one.pk, by=one.created_by)

    one.refresh_from_db()
    assert (one.state, one.undone_by) == ("undone", one.created_by)
    assert one.undone_at is not None
    assert {invoice.label for invoice in Invoice.objects.all()} == {kept.label, "1"}
    assert not CreditNote.objects.exists()
    assert {line.document_id for line in Line.objects.all()} == {
        kept.pk,
        Document.objects.get(from_import=before).pk,
    }


def test_the_logbook_says_who_undid_it_and_what_went(in_acme):
    one = taken_in(FILE)
    numbers = set(Document.objects.values_list("pk", "external_number"))

    undo_import(one.pk, by=one.created_by)

    line = Entry.objects.get(verb="undone")
    assert (line.subject_id, line.member, line.details) == (
        one.pk,
        one.created_by,
        {"documents": 3},
    )
    gone = Entry.objects.filter(verb="removed")
    assert {(entry.subject_id, entry.details["number"]) for entry in gone} == numbers
    assert {entry.subject_kind for entry in gone} == {"invoice", "creditnote"}


def test_the_customers_stay_and_the_file_is_taken_anew(in_acme):
    one = taken_in(FILE)
    parties = set(Party.objects.values_list("pk", flat=True))

    undo_import(one.pk, by=one.created_by)
    again = taken_in(FILE)

    assert (again.taken, again.already, again.documents) == (3, 0, 3)
    assert set(Party.objects.values_list("pk", flat=True)) == parties
    assert KnownCustomer.objects.count() == 1


def test_undoing_twice_changes_nothing(in_acme):
    one = taken_in(FILE)
    first = undo_import(one.pk, by=one.created_by)
    again = taken_in(FILE)

    second = undo_import(one.pk, by=make.member(name="Bob"))

    assert (second.undone_at, second.undone_by) == (first.undone_at, first.undone_by)
    assert Document.objects.filter(from_import=again).count() == 3
    assert Entry.objects.filter(verb="undone").count() == 1


def test_what_another_import_found_here_goes_with_the_one_that_made_it(in_acme):
    one, found_all = taken_in(FILE), taken_in(FILE)

    undo_import(found_all.pk, by=one.created_by)
    assert Document.objects.count() == 3

    undo_import(one.pk, by=one.created_by)
    assert Document.objects.count() == 0


def test_a_credit_note_of_ours_keeps_all_of_it(in_acme):
    one = taken_in(FILE)
    invoice = Invoice.objects.get(external_number="536366")
    invoice.credit(by=one.created_by)

    with pytest.raises(StillReferredTo) as refused:
        undo_import(one.pk, by=one.created_by)

    assert refused.value.fields == {"documents": ["536366: Credit note Draft"]}
    assert Document.objects.filter(from_import=one).count() == 3
    assert Import.objects.get(pk=one.pk).state == "done"


def test_an_import_that_is_not_over_waits(in_acme):
    one = sent(FILE)

    with pytest.raises(NotOver):
        undo_import(one.pk, by=one.created_by)


def test_an_import_from_before_the_link_is_refused(in_acme):
    one = taken_in(table(row()))
    one.documents = 2
    one.save(update_fields=["documents"])

    with pytest.raises(MadeBefore):
        undo_import(one.pk, by=one.created_by)

    assert Document.objects.count() == 1


UNDONE = (
    "UPDATE imports_import SET state = 'undone', undone_at = now(), undone_by_id = created_by_id"
)
GONE = ["DELETE FROM sales_line", "DELETE FROM sales_document"]
NOTED = (
    "INSERT INTO logbook_entry (id, at, member_id, verb, subject_kind, subject_id, details)"
    " SELECT gen_random_uuid(), now(), NULL, 'undone', 'import', id, '{}' FROM imports_import"
)


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        (["DELETE FROM sales_document"], "an issued document is final"),
        (["DELETE FROM sales_line"], "a line of an issued document is final"),
        ([UNDONE], "its documents are here"),
        ([UNDONE, NOTED], "its documents are here"),
        ([UNDONE, *GONE], "without a line in the logbook"),
        ([UNDONE, "UPDATE sales_document SET note = 'x'"], "an issued document is final"),
        ([UNDONE, "UPDATE sales_line SET net = 1"], "a line of an issued document is final"),
        ([UNDONE, "UPDATE imports_import SET state = 'done'"], "stays undone"),
        (["UPDATE sales_document SET from_import_id = NULL"], "an issued document is final"),
        (["UPDATE imports_import SET state = 'undone'"], "undone_by_somebody"),
    ],
)
def test_raw_sql_undoes_all_of_it_or_nothing(in_acme, statements, reason):
    taken_in(FILE)

    with pytest.raises(IntegrityError, match=reason):
        _run(statements)

    assert Document.objects.count() == 3


def test_raw_sql_that_does_all_of_it_may(in_acme):
    taken_in(FILE)

    _run([UNDONE, NOTED, *GONE])

    assert Document.objects.count() == 0


def test_an_undone_import_shields_no_other_document(in_acme):
    one = taken_in(FILE)
    make.issued_invoice()
    undo_import(one.pk, by=one.created_by)

    for statement in GONE:
        with pytest.raises(IntegrityError, match="final"):
            _run([statement])


def test_a_document_cannot_be_given_to_an_import_later(in_acme):
    one = taken_in(FILE)
    draft = make.invoice()

    with pytest.raises(IntegrityError, match="import of a document is final"):
        with transaction.atomic():
            Document.objects.filter(pk=draft.pk).update(from_import=one)
    with pytest.raises(IntegrityError, match="only an import that runs"):
        with transaction.atomic():
            make.invoice(from_import=one)


def _run(statements):
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@needs_real_sales
def test_the_wholesaler_s_file_goes_and_comes_again(in_acme):
    one = taken_in(SALES.read_bytes())
    analyze_from_outside(in_acme)
    undo_import(one.pk, by=one.created_by)
    left = (Document.objects.count(), Line.objects.count())
    again = taken_in(SALES.read_bytes())

    assert left == (0, 0)
    assert (again.taken, again.already, again.refused_count) == (4874, 0, 12)


@pytest.mark.django_db(transaction=True)
def test_who_credits_an_invoice_meanwhile_is_not_left_with_nothing(acme):
    """The undoing holds the documents; who wants to credit one waits, and is told it is gone."""
    with workspace_of(acme):
        one = taken_in(FILE)
        invoice = Invoice.objects.get(external_number="536365")
    waiting, refused = threading.Event(), []

    def credit():
        try:
            with workspace_of(acme):
                waiting.set()
                invoice.credit(by=one.created_by)
        except Gone as gone:
            refused.append(gone)
        finally:
            connection.close()

    with workspace_of(acme), transaction.atomic():
        undo_import(one.pk, by=one.created_by)
        other = threading.Thread(target=credit)
        other.start()
        waiting.wait(5)
    other.join(20)

    with workspace_of(acme):
        assert (Document.objects.count(), len(refused)) == (0, 1)


def test_the_api_undoes_it_and_a_repeat_changes_nothing(bob, done, acme):
    first, second = bob.api.put(here(done)), bob.api.put(here(done))

    assert (first.status_code, first.json()["state"]) == (200, "undone")
    assert second.json() == first.json()
    with workspace_of(acme):
        assert Document.objects.count() == 0


def test_the_api_names_what_refers_to_it(bob, done, acme):
    with workspace_of(acme):
        Invoice.objects.get(external_number="536365").credit(by=done.created_by)

    refused = bob.api.put(here(done))

    assert (refused.status_code, refused.json()["code"]) == (409, "in_use")
    assert refused.json()["fields"] == {"documents": ["536365: Credit note Draft"]}


def test_charlie_is_refused(charlie, acme, done):
    assert charlie.api_at(acme).put(here(done)).status_code == 401
    assert charlie.at(acme).put(here(done)).status_code == 404
    assert charlie.api.put(here(done)).status_code == 404
    with workspace_of(acme):
        assert Document.objects.count() == 3


@pytest.mark.parametrize("role", ["purchaser", "viewer"])
def test_who_may_not_import_may_not_undo(bob, done, role):
    with public_room():
        type(bob.membership).objects.filter(pk=bob.membership.pk).update(role=role)

    assert bob.api.put(here(done)).status_code == 403
    assert bob.browser.post(f"/imports/{done.pk}/undo/").status_code == 403


def test_the_page_says_how_many_documents_go_and_then_they_do(bob, done, acme):
    place = f"/imports/{done.pk}/"
    assert f'href="{place}undo/"' in bob.browser.get(place).content.decode()

    asked = bob.browser.get(f"{place}undo/").content.decode()
    after = bob.browser.post(f"{place}undo/", follow=True).content.decode()

    assert "3 documents that this import made will be removed." in asked
    assert "Undone by Bob" in after
    assert "Undo this import" not in after
    with workspace_of(acme):
        assert Document.objects.count() == 0


def test_the_page_names_what_stands_in_the_way(bob, done, acme):
    with workspace_of(acme):
        Invoice.objects.get(external_number="536365").credit(by=done.created_by)

    refused = bob.browser.post(f"/imports/{done.pk}/undo/")

    assert refused.status_code == 409
    assert "536365: Credit note Draft" in refused.content.decode()


def test_a_payment_keeps_all_of_it_until_it_is_taken_back(in_acme):
    one = taken_in(FILE)
    invoice = Invoice.objects.get(external_number="536365")
    amounts = {invoice.pk: invoice.gross}
    payment = make.payment(
        party=invoice.party, currency="GBP", amount=invoice.gross, allocations=amounts
    )

    with pytest.raises(StillReferredTo) as refused:
        undo_import(one.pk, by=one.created_by)
    day = written_day(payment.date)
    assert refused.value.fields == {"documents": [f"536365: payment {day}"]}
    assert Document.objects.count() == 3

    payment.reverse(by=one.created_by, reason="Wrong")
    with pytest.raises(StillReferredTo):
        undo_import(one.pk, by=one.created_by)
    payment.take_back(invoice.pk, by=one.created_by)
    undo_import(one.pk, by=one.created_by)
    assert Document.objects.count() == 0
