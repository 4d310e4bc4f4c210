"""Lines become documents: those with one number belong together, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from workspace.imports.reading.errors import Refused
from workspace.imports.reading.sales import SaleLine

MOST_OF_A_DOCUMENT = Decimal(10) ** 14


@dataclass(slots=True)
class SaleDocument:
    """One number's lines, in the order of the file, and those that do not fit among them."""

    number: str
    lines: list[SaleLine] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    amount: Decimal = Decimal(0)

    @property
    def is_credit_note(self) -> bool:
        """A number that begins with C. It stands alone: the file does not say what it credits."""
        return self.number[:1] in "Cc"

    @property
    def kind(self) -> str:
        return "credit_note" if self.is_credit_note else "invoice"

    @property
    def day(self) -> date:
        return self.lines[0].day

    @property
    def customer(self) -> str:
        return self.lines[0].customer

    @property
    def country(self) -> str:
        return self.lines[0].country

    def __len__(self) -> int:
        return len(self.lines) + len(self.refused)

    def quantity_of(self, line: SaleLine) -> Decimal:
        """A credit note states what it gives back, in positive numbers: the file's sign turns.

        A line of the opposite sign (something bought on a credit note, something taken back on an
        invoice) keeps its opposite sign in the document, as EN 16931 allows.
        """
        return -line.quantity if self.is_credit_note else line.quantity

    def add(self, line: SaleLine) -> None:
        """The first line says whose the document is; another customer's line is refused."""
        amount = self.amount + abs(line.quantity * line.price)
        if self.lines and line.customer != self.customer:
            self.refused.append(Refused(line.line, "other_customer", line.customer))
        elif amount >= MOST_OF_A_DOCUMENT:
            self.refused.append(Refused(line.line, "too_large", str(line.quantity)))
        else:
            self.lines.append(line)
            self.amount = amount


def documents_of(lines: Iterable[SaleLine]) -> list[SaleDocument]:
    """In the order in which their numbers first appear."""
    found: dict[str, SaleDocument] = {}
    for line in lines:
        found.setdefault(line.number, SaleDocument(line.number)).add(line)
    return list(found.values())


def batches_of(documents: Iterable[SaleDocument], lines: int) -> Iterator[list[SaleDocument]]:
    """Whole documents, as many as come to at least so many lines."""
    batch: list[SaleDocument] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document)
        if size >= lines:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
