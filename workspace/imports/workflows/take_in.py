"""A received file is taken into the books, batch by batch."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from jobs.errors import LeaseLost
from workspace.company.models import Company
from workspace.imports.customers import parties_of
from workspace.imports.here import Here
from workspace.imports.models import Import, RefusedLine
from workspace.imports.reading.documents import SaleDocument, batches_of, documents_of
from workspace.imports.reading.errors import Refused, Unreadable
from workspace.imports.reading.sales import SaleLine, Sheet, read_sales
from workspace.logbook.models import Entry
from workspace.parties.models import Party
from workspace.sales.imported import ImportedDocument, ImportedLine, record_imported

BATCH = 500  # lines; whole documents, so it may be more


def take_in(import_id: str, *, batch_lines: int = BATCH) -> None:
    """When an import's job runs. Leaves its documents, its counts, and the lines it refused.

    Each batch is one transaction with the counts and the position, so a repeat goes on with the
    first batch that is not in the books, and a repeat of one that is over does nothing.
    """
    one = Import.objects.get(pk=import_id)
    if one.is_over:
        return
    try:
        sheet = _sheet(one)
    except Unreadable as unreadable:
        return _fail(one, unreadable)
    one = _begin(one, sheet)
    documents = documents_of(sheet.lines)
    for batch in batches_of(documents[one.position :], batch_lines):
        one = _take_batch(one, batch)
    _finish(one)


@transaction.atomic
def give_up(import_id: str) -> None:
    """When the job failed for a reason that stays. The import says so; what was taken stays too."""
    one = Import.objects.held(import_id)
    if not one.is_over:
        _fail(one, Unreadable("our_mistake"))


def _sheet(one: Import) -> Sheet:
    """The file, read the same way each time: "today" is the day on which it was sent."""
    try:
        with one.file.open("rb") as file:
            data = file.read()
    except FileNotFoundError:
        raise Unreadable("file_gone") from None
    language = Company.objects.the_one().document_language
    today: date = timezone.localdate(one.created_at)
    return read_sales(data, language=language, today=today)


@transaction.atomic
def _begin(seen: Import, sheet: Sheet) -> Import:
    """The first time only: how many lines there are, and those that could not be read."""
    one = _held(seen)
    if one.state == Import.State.QUEUED:
        one.start(lines=len(sheet), encoding=sheet.encoding)
        _refuse(one, sheet.refused)
    return one


@transaction.atomic
def _take_batch(seen: Import, batch: list[SaleDocument]) -> Import:
    """All of this batch and its counts, or nothing of it."""
    one = _held(seen)
    here = Here.of(batch)
    new = [document for document in batch if document.lines and document not in here]
    if new:
        _record(new, one)
    compared = [here.compare(document, one.currency) for document in batch if document in here]
    _refuse(one, [line for document in batch for line in document.refused])
    _refuse(one, [line for _, refused in compared for line in refused])
    one.advance(
        documents=len(batch),
        made=len(new),
        taken=sum(len(document.lines) for document in new),
        already=sum(count for count, _ in compared),
    )
    return one


def _record(new: list[SaleDocument], one: Import) -> None:
    parties = parties_of(new, by=one.created_by)
    record_imported(
        [_to_record(document, parties[document.customer], one.currency) for document in new],
        by=one.created_by,
        from_import=one.pk,
    )


def _held(seen: Import) -> Import:
    """The row, ours until commit. LeaseLost if another worker went on with it in the meantime."""
    one = Import.objects.held(seen.pk)
    if (one.state, one.position) != (seen.state, seen.position):
        raise LeaseLost
    return one


def _refuse(one: Import, refused: list[Refused]) -> None:
    if refused:
        one.refuse(
            [RefusedLine(of=one, line=r.line, reason=r.reason, value=r.quote) for r in refused]
        )


def _to_record(document: SaleDocument, party: Party, currency: str) -> ImportedDocument:
    return ImportedDocument(
        kind=document.kind,
        external_number=document.number,
        party=party,
        currency=currency,
        issue_date=document.day,
        lines=[_line(document, line) for line in document.lines],
    )


def _line(document: SaleDocument, line: SaleLine) -> ImportedLine:
    return ImportedLine(
        code=line.code,
        description=line.description,
        quantity=document.quantity_of(line),
        unit_price=line.price,
    )


@transaction.atomic
def _finish(seen: Import) -> None:
    one = _held(seen)
    one.finish()
    Entry.objects.write(
        "taken in",
        one,
        by=one.created_by,
        **{"lines": one.lines, "taken": one.taken, "already": one.already},
        refused=one.refused_count,
    )


@transaction.atomic
def _fail(seen: Import, unreadable: Unreadable) -> None:
    one = _held(seen)
    one.fail(unreadable.code, unreadable.details)
    Entry.objects.write("failed", one, by=one.created_by, reason=unreadable.code)
