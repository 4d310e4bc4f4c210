"""A file of sales: each record is one line of some document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from workspace.imports.reading import cells
from workspace.imports.reading.errors import BadCell, Refused, Unreadable
from workspace.imports.reading.table import (
    COLUMNS,
    MOST_LINES,
    columns_of,
    delimiter_of,
    records,
)
from workspace.imports.reading.text import text_of

MOST_OF_A_LINE = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class SaleLine:
    """One line as the file tells it; `line` is where it stands there, the header being line 1."""

    line: int
    number: str
    code: str
    description: str
    quantity: Decimal
    price: Decimal
    day: date
    customer: str
    country: str


class Sheet(NamedTuple):
    """All records of a file: those that could be read, and those that could not."""

    lines: list[SaleLine]
    refused: list[Refused]
    encoding: str

    def __len__(self) -> int:
        return len(self.lines) + len(self.refused)


def read_sales(data: bytes, *, language: str, today: date) -> Sheet:
    """Every record of the file, as a line or as a refusal. Raises Unreadable for the file itself.

    `language` is the business's own: it decides what an unmarked old encoding is taken for.
    """
    text, encoding = text_of(data, language)
    if not text.strip():
        raise Unreadable("empty")
    delimiter = delimiter_of(text)
    rows = records(text, delimiter)
    header = next(rows)[1] or []
    row = _Row(columns_of(header), len(header), delimiter, today)
    lines: list[SaleLine] = []
    refused: list[Refused] = []
    for at, found in rows:
        if len(lines) + len(refused) == MOST_LINES:
            raise Unreadable("too_many_lines", most=MOST_LINES)
        try:
            lines.append(row.line(at, found))
        except BadCell as bad:
            refused.append(Refused(at, bad.reason, bad.value))
    return Sheet(lines, refused, encoding)


class _Row:
    """How a record of this file is read."""

    def __init__(self, columns: dict[str, int], width: int, delimiter: str, today: date) -> None:
        self._columns = columns
        self._width = width
        self._today = today
        # Where a semicolon parts the cells, a comma comes before the decimals.
        self._numbers = "en" if delimiter == "," else "lv"

    def line(self, at: int, found: list[str] | None) -> SaleLine:
        values = self._by_name(found)
        number = cells.text(values["InvoiceNo"], 64)
        if not number:
            raise BadCell("no_number")
        price = cells.price(values["UnitPrice"], language=self._numbers)
        quantity = cells.quantity(values["Quantity"], language=self._numbers)
        if abs(price * quantity) >= MOST_OF_A_LINE:
            raise BadCell("too_large", f"{values['Quantity']} × {values['UnitPrice']}")
        code = cells.text(values["StockCode"], 64)
        description = cells.text(values["Description"], 500) or code
        if not description:
            raise BadCell("no_description")
        return SaleLine(
            line=at,
            number=number,
            code=code,
            description=description,
            quantity=quantity,
            price=price,
            day=cells.day(values["InvoiceDate"], today=self._today),
            customer=cells.text(values["CustomerID"], 60),
            country=cells.text(values["Country"], 60),
        )

    def _by_name(self, found: list[str] | None) -> dict[str, str]:
        if found is None:
            raise BadCell("broken_quotes")
        if len(found) < self._width:
            raise BadCell("too_few_cells", str(len(found)))
        if any(cell.strip() for cell in found[self._width :]):
            raise BadCell("too_many_cells", str(len(found)))
        return {
            name: found[self._columns[name]] if name in self._columns else "" for name in COLUMNS
        }
