"""Text becomes a table: records with the line that each begins at, and columns by their meaning."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from workspace.imports.reading.errors import Unreadable

# Each column by the names that files give it, in small letters without spaces and signs.
COLUMNS: dict[str, tuple[str, ...]] = {
    "InvoiceNo": ("invoiceno", "invoice", "invoicenumber", "number", "documentno"),
    "StockCode": ("stockcode", "code", "itemcode", "sku"),
    "Description": ("description", "item", "itemname"),
    "Quantity": ("quantity", "qty"),
    "InvoiceDate": ("invoicedate", "date", "issuedate"),
    "UnitPrice": ("unitprice", "price"),
    "CustomerID": ("customerid", "customer", "customerno", "customernumber"),
    "Country": ("country",),
}
OPTIONAL = frozenset({"Country"})
DELIMITERS = (",", ";", "\t")
MOST_LINES = 100_000
# An opened quotation mark that is never closed swallows what follows; each is looked for anew.
MOST_BROKEN = 100

Record = tuple[int, list[str] | None]


def records(text: str, delimiter: str) -> Iterator[Record]:
    """Each record with its first line's number, blank lines left out; None: its quotes are broken.

    After broken quotes reading goes on with the very next line, so that no line is swallowed.
    """
    source = io.StringIO(text, newline="")  # never all lines at once: each costs fifty bytes
    at = broken = 0
    while True:
        reader = csv.reader(source, delimiter=delimiter, strict=True)
        begun, place = 0, source.tell()
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield at + begun + 1, cells
                begun, place = reader.line_num, source.tell()
            return
        except csv.Error:
            yield at + begun + 1, None
            source.seek(place)
            source.readline()
            at += begun + 1
            broken += 1
        if broken > MOST_BROKEN:
            raise Unreadable("broken_quotes", line=at)


def delimiter_of(text: str) -> str:
    """What stands between the cells: the sign that yields most of our columns in the header."""
    return max(DELIMITERS, key=lambda sign: len(_known(_header(text, sign))))


def columns_of(header: list[str]) -> dict[str, int]:
    """Where each column stands. Raises Unreadable naming those that are missing or there twice."""
    names = [_plain(cell) for cell in header]
    found: dict[str, int] = {}
    for column, aliases in COLUMNS.items():
        places = [place for place, name in enumerate(names) if name in aliases]
        exact = [place for place in places if names[place] == aliases[0]]
        if len(exact or places) > 1:
            raise Unreadable("column_twice", columns=column)
        if places:
            found[column] = (exact or places)[0]
    missing = [column for column in COLUMNS if column not in found and column not in OPTIONAL]
    if missing:
        raise Unreadable("missing_columns", columns=", ".join(missing))
    return found


def _header(text: str, delimiter: str) -> list[str]:
    return next(records(text, delimiter), (0, None))[1] or []


def _known(header: list[str]) -> set[str]:
    aliases = {alias for names in COLUMNS.values() for alias in names}
    return aliases & {_plain(cell) for cell in header}


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()
