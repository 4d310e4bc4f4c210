from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tenants.models import Tenant
from tenants.rooms import workspace_of
from tests import make
from tests.workspace.papers.reading import words
from workspace.logbook.models import Entry
from workspace.papers.errors import CannotBePrinted, IssuedElsewhere, NotIssued
from workspace.papers.models import Paper
from workspace.sales.imported import ImportedDocument, ImportedLine, record_imported
from workspace.sales.models import Invoice, Series
from workspace.sales.sides import buyer_of, seller_of


def test_issuing_makes_the_paper_once(in_acme: Any) -> None:
    invoice = make.issued_invoice()
    paper = Paper.objects.get()
    made = paper.content

    invoice.issue(by=invoice.created_by)

    assert [one.content for one in Paper.objects.all()] == [made]
    assert paper.document_id == invoice.pk
    assert paper.digest == hashlib.sha256(made).hexdigest()
    assert paper.language == "lv"
    assert paper.file_name == "INV-00001.pdf"
    assert Entry.objects.filter(verb="printed", subject_id=invoice.pk).count() == 1


def test_what_changes_later_does_not_change_the_paper(in_acme: Any) -> None:
    invoice = make.issued_invoice(party=make.party(name="Vecais nosaukums"))
    made = Paper.objects.of(invoice).content
    make.company(legal_name="SIA Cits")
    invoice.party.change({"name": "Jaunais nosaukums"}, by=invoice.created_by)

    again = Paper.objects.of(Invoice.objects.to_show().get()).content

    assert again == made
    assert "Vecais nosaukums" in words(again)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE papers_paper SET pdf = 'x'",
        "UPDATE papers_paper SET made_at = now()",
        "DELETE FROM papers_paper",
    ],
)
def test_the_database_refuses_to_alter_a_paper(in_acme: Any, statement: str) -> None:
    make.issued_invoice()

    with pytest.raises(IntegrityError, match="a paper is final"), transaction.atomic():
        connection.cursor().execute(statement)


def test_the_database_refuses_a_paper_of_what_is_not_issued(in_acme: Any) -> None:
    pdf = b"%PDF"
    digest = hashlib.sha256(pdf).hexdigest()

    with pytest.raises(IntegrityError, match="issued here"), transaction.atomic():
        Paper.objects.create(document=make.invoice(), pdf=pdf, digest=digest, language="lv")


def test_a_paper_that_cannot_be_made_issues_nothing_and_takes_no_number(in_acme: Any) -> None:
    make.issued_invoice()
    company = make.company(logo="nowhere/logo.png")
    company.logo.save("logo.png", _file(b"no picture"))
    draft = make.invoice()

    with pytest.raises(CannotBePrinted):
        draft.issue(by=draft.created_by)

    draft.refresh_from_db()
    assert (draft.state, draft.number) == ("draft", None)
    assert Series.objects.get(kind="invoice").next_number == 2
    assert Paper.objects.count() == 1


def test_what_was_issued_before_papers_were_kept_gets_one_when_asked_for(in_acme: Any) -> None:
    invoice = _issued_long_ago()
    assert not Paper.objects.exists()

    first = Paper.objects.of(invoice)
    second = Paper.objects.of(invoice)

    assert first.pk == second.pk
    assert "INV-00001" in words(first.content)


@pytest.mark.django_db(transaction=True)
def test_of_those_who_ask_for_it_at_once_all_get_the_same(acme: Tenant) -> None:
    with workspace_of(acme):
        pk = _issued_long_ago().pk
    together = Barrier(4)

    def ask(_: int) -> bytes:
        try:
            with workspace_of(acme):
                invoice = Invoice.objects.to_show().get(pk=pk)
                together.wait()
                return Paper.objects.of(invoice).content
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(ask, range(4)))

    with workspace_of(acme):
        assert found == {Paper.objects.get().content}


def test_a_draft_has_no_paper(in_acme: Any) -> None:
    with pytest.raises(NotIssued):
        Paper.objects.of(make.invoice())


def test_what_was_issued_elsewhere_has_its_paper_there(in_acme: Any) -> None:
    make.company()
    line = ImportedLine(description="Bread", quantity=Decimal(1), unit_price=Decimal(2))
    imported = ImportedDocument(
        kind="invoice",
        external_number="A-1",
        party=make.party(),
        currency="EUR",
        issue_date=make.TODAY,
        lines=[line],
    )
    record_imported([imported], by=make.member())

    with pytest.raises(IssuedElsewhere):
        Paper.objects.of(Invoice.objects.get())
    assert not Paper.objects.exists()


def _issued_long_ago() -> Invoice:
    """As an earlier release left it: issued, and nobody was told."""
    company, draft = make.company(), make.invoice()
    Invoice.objects.filter(pk=draft.pk).update(
        state="issued",
        series=Series.objects.own("invoice"),
        number=1,
        issue_date=make.TODAY,
        issued_at=timezone.now(),
        issued_by=draft.created_by,
        language="lv",
        seller=seller_of(company, "lv"),
        buyer=buyer_of(draft.party, "lv"),
    )
    return Invoice.objects.to_show().get(pk=draft.pk)


def _file(content: bytes) -> Any:
    from django.core.files.base import ContentFile

    return ContentFile(content)
