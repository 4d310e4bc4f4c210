"""Documents that were issued and numbered elsewhere, taken into the books as they are.

They keep their own number, stand in the series *imported* outside ours, and bear no VAT.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from i18n.choice import document_language
from i18n.currencies import decimals_of
from workspace.company.models import Company
from workspace.logbook.models import Entry
from workspace.members.models import Member
from workspace.parties.models import Party
from workspace.sales.models import CreditNote, Document, Invoice, Line, Series
from workspace.sales.sides import buyer_of, seller_of
from workspace.sales.totals import totals_of
from workspace.vat.categories import VatCategory


@dataclass(frozen=True, slots=True)
class ImportedLine:
    """`quantity` is not zero, `unit_price` not negative. A credit note's quantities are positive."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    code: str = ""
    unit: str = ""
    item_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ImportedDocument:
    """`kind` is `invoice` or `credit_note`; `external_number` is unique within its kind."""

    kind: str
    external_number: str
    party: Party
    currency: str
    issue_date: date
    lines: Sequence[ImportedLine]


@transaction.atomic
def record_imported(
    documents: Iterable[ImportedDocument], *, by: Member, from_import: UUID | None = None
) -> set[tuple[str, str]]:
    """Take these documents into the books, issued, each with a line in the logbook.

    With the import that brings them, they can be taken out again (see `forget_imported`).

    Answers (kind, external number) of those that were taken; one whose number is known already is
    left out, so that a repeat takes nothing. The number of statements does not depend on how many
    documents and lines there are.
    """
    given = list(documents)
    series = {kind: _held(kind) for kind in sorted({document.kind for document in given})}
    known = already_recorded((document.kind, document.external_number) for document in given)
    new = [one for one in given if (one.kind, one.external_number) not in known]
    company = Company.objects.the_one()
    rows, lines = [], []
    for one in new:
        row = _row(one, series[one.kind], company, by)
        row.from_import_id = from_import
        rows.append(row)
        lines.extend(_count(row, one.lines))
    _save(rows, lines, by)
    return {(one.kind, one.external_number) for one in new}


def forget_imported(from_import: UUID, *, by: Member) -> None:
    """Remove the documents of this import, each with a line in the logbook.

    The database refuses it unless the import is marked undone in the same transaction.
    """
    made = Document.objects.filter(from_import=from_import)
    Entry.objects.bulk_create(
        Entry(
            verb="removed",
            subject_kind=(Invoice if kind == Invoice.KIND else CreditNote)._meta.model_name or "",
            subject_id=pk,
            member=by,
            details={"number": number, "import": str(from_import)},
        )
        for pk, kind, number in made.values_list("pk", "kind", "external_number")
    )
    # Not `document__from_import`: that joins the lines with themselves, which takes minutes when the
    # planner has no idea yet how many there are.
    Line.objects.filter(document__in=made).delete_in_one()
    made.delete_in_one()


def already_recorded(numbers: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of these (kind, external number) that are in the books. One query."""
    asked = set(numbers)
    found = Document.objects.numbered_elsewhere(number for _, number in asked)
    return asked & set(found.values_list("kind", "external_number"))


def _held(kind: str) -> Series:
    """Two imports of the same file wait for each other here."""
    return Series.objects.locked(Series.objects.imported(kind))


def _row(one: ImportedDocument, series: Series, company: Company, by: Member) -> Document:
    model: type[Document] = Invoice if one.kind == Invoice.KIND else CreditNote
    language = document_language(one.party.document_language, company.document_language)
    return model(
        kind=one.kind,
        series=series,
        external_number=one.external_number,
        party=one.party,
        currency=one.currency,
        decimals=decimals_of(one.currency),
        issue_date=one.issue_date,
        language=language,
        seller=seller_of(company, language),
        buyer=buyer_of(one.party, language),
        created_by=by,
    )


def _count(row: Document, given: Sequence[ImportedLine]) -> list[Line]:
    lines = [_line(row, position, one) for position, one in enumerate(given, start=1)]
    totals = totals_of(lines, row.currency)
    row.net, row.vat, row.gross = totals.net, totals.vat, totals.gross
    return lines


def _line(row: Document, position: int, one: ImportedLine) -> Line:
    line = Line(
        document=row,
        position=position,
        item_id=one.item_id,
        code=one.code,
        description=one.description,
        unit=one.unit,
        quantity=one.quantity,
        unit_price=one.unit_price,
        vat_category=VatCategory.OUTSIDE,
    )
    line.count_up(row.currency)
    return line


def _save(rows: list[Document], lines: list[Line], by: Member) -> None:
    """Drafts with their lines, then all issued at once: from there on the database guards them."""
    Document.objects.bulk_create(rows)
    Line.objects.bulk_create(lines)
    Document.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=Document.State.ISSUED, issued_at=timezone.now(), issued_by=by
    )
    Entry.objects.bulk_create(
        Entry(
            verb="recorded",
            subject_kind=row._meta.model_name or "",
            subject_id=row.pk,
            member=by,
            details={"number": row.external_number},
        )
        for row in rows
    )
