"""What of a batch is in the books already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Self

from workspace.imports.reading.documents import SaleDocument
from workspace.imports.reading.errors import Refused
from workspace.imports.reading.sales import SaleLine
from workspace.sales.models import Document, Line, Series
from workspace.sales.models.series import IMPORTED

_Key = tuple[str, str]  # kind and number
_Content = tuple[str, str, Decimal, Decimal]
KINDS = ("credit_note", "invoice")


def hold_imported_series() -> None:
    """Both, in the order of their kinds: from here on other imports wait for this transaction."""
    ours = Series.objects.filter(code=IMPORTED, kind__in=KINDS).order_by("kind")
    if len(ours.select_for_update(no_key=True)) < len(KINDS):
        for kind in KINDS:
            Series.objects.locked(Series.objects.imported(kind))


class Here:
    """The documents of a batch that were imported before, with their lines as a multiset."""

    def __init__(self) -> None:
        self._found: dict[_Key, tuple[date | None, str, Counter[_Content]]] = {}

    @classmethod
    def of(cls, batch: Iterable[SaleDocument]) -> Self:
        """Three statements; the series are held."""
        hold_imported_series()
        here, keys = cls(), {}
        numbers = [document.number for document in batch]
        for row in Document.objects.numbered_elsewhere(numbers):
            keys[row.pk] = (row.kind, row.external_number)
            here._found[keys[row.pk]] = (row.issue_date, row.currency, Counter())
        if keys:
            here._count(keys)
        return here

    def _count(self, keys: dict[object, _Key]) -> None:
        lines = Line.objects.filter(document__in=list(keys)).order_by()
        for document, *content in lines.values_list(
            "document", "code", "description", "quantity", "unit_price"
        ):
            self._found[keys[document]][2][tuple(content)] += 1  # type: ignore[index]

    def __contains__(self, document: SaleDocument) -> bool:
        return (document.kind, document.number) in self._found

    def compare(self, document: SaleDocument, currency: str) -> tuple[int, list[Refused]]:
        """How many of its lines are here already, and those that cannot come any more.

        Equal lines count as often as they stand there, so a line more than before is refused.
        """
        day, currency_here, content = self._found[document.kind, document.number]
        lines = document.lines
        if lines and (day, currency_here) != (document.day, currency):
            return 0, [Refused(line.line, "number_in_use", document.number) for line in lines]
        left = content.copy()
        refused = []
        for line in lines:
            key = _content(document, line)
            if left[key]:
                left[key] -= 1
            else:
                refused.append(Refused(line.line, "already_issued", line.code))
        return len(lines) - len(refused), refused


def _content(document: SaleDocument, line: SaleLine) -> _Content:
    return line.code, line.description, document.quantity_of(line), line.price
