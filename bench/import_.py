"""A file of sales taken into the books: lines a second, and a bare COPY of as many rows."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import closing
from random import Random
from typing import TYPE_CHECKING

import django
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from bench.measuring import databases, report
from tenants.rooms import Room, workspace_of

if TYPE_CHECKING:
    from tenants.models import Membership

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
LINES_OF_A_DOCUMENT = 20  # a wholesaler's two days have 4,886 lines in 240 documents
CREDITED = 12  # one document in so many is a cancellation


def main() -> None:
    options = report.options(__doc__ or "", rounds=5, lines=5000)
    with databases.made("ours") as names:
        django.setup()
        connection.settings_dict["NAME"] = names["ours"]
        try:
            result = _measured(options.rounds, options.lines)
        finally:
            connection.close()
    report.tell(result, as_json=options.json)


def _measured(rounds: int, lines: int) -> report.Result:
    from bench.ours import business  # models can be imported once Django is set up

    key = business.opened()
    _make_equal_table(key.tenant.room)
    ours, copied = [], []
    for number in range(1, rounds + 2):
        seconds = _take_in(key, sales(lines, number=number), lines)
        bare = _copy(key, number, lines)
        if number > 1:  # the first one has warmed up
            ours.append(seconds)
            copied.append(bare)
    figures = {
        "lines": float(lines),
        "lines_per_second": report.middle([lines / each for each in ours], 0),
        "copy_lines_per_second": report.middle([lines / each for each in copied], 0),
        **report.load(),
    }
    return report.Result("import", {"ours/copy": report.ratio(ours, copied)}, figures, rounds)


def sales(lines: int, *, number: int) -> bytes:
    """The same file each time, with document numbers that no other `number` has."""
    written = [HEADER, *_lines(lines, number, Random(number))]  # noqa: S311 - not a secret
    return ("\n".join(written) + "\n").encode()


def _lines(lines: int, number: int, chance: Random) -> Iterator[str]:
    for at in range(lines):
        document, line = divmod(at, LINES_OF_A_DOCUMENT)
        credited = document % CREDITED == CREDITED - 1
        code = chance.randrange(10_000, 99_999)
        quantity = chance.randrange(1, 48) * (-1 if credited else 1)
        yield (
            f"{'C' if credited else ''}{number}{document:06d},{code}{'ABC'[line % 3]},"
            f"WHITE HANGING HEART T-LIGHT HOLDER {code},{quantity},"
            f"12/{1 + document % 2}/2010 8:26,{chance.randrange(40, 2000) / 100:.2f},"
            f"{17_000 + document % 90},United Kingdom"
        )


def _take_in(key: Membership, data: bytes, lines: int) -> float:
    """Seconds of an import's job, from opening the file to the last commit."""
    from bench.ours.business import member_of  # models again
    from workspace.imports.models import Import
    from workspace.imports.workflows.receive import receive_file
    from workspace.imports.workflows.take_in import take_in

    with workspace_of(key.tenant):
        with transaction.atomic():
            upload = SimpleUploadedFile("sales.csv", data)
            one = receive_file(upload, kind="sales", currency="GBP", by=member_of(key))
        began = time.perf_counter()
        take_in(str(one.pk))
        seconds = time.perf_counter() - began
        one = Import.objects.get(pk=one.pk)
        one.file.delete(save=False)
    if one.taken != lines:
        raise SystemExit(f"{one.taken} of {lines} lines were taken. {one.failure_sentence}")
    return seconds


def _make_equal_table(room: Room) -> None:
    """Like that of the lines in columns, keys, indexes and checks; triggers and references not."""
    with closing(databases.connection(connection.settings_dict["NAME"])) as owner:
        with owner.cursor() as cursor:
            cursor.execute(f'SET search_path = "{room.schema}", ext')
            cursor.execute("CREATE TABLE bench_line (LIKE sales_line INCLUDING ALL)")


def _copy(key: Membership, number: int, lines: int) -> float:
    """Seconds of a bare COPY of the very rows that this import has made."""
    rows = io.StringIO()
    with workspace_of(key.tenant), connection.cursor() as cursor:
        cursor.copy_expert(f"COPY ({_ROWS.format(number=number)}) TO STDOUT", rows)
        rows.seek(0)
        began = time.perf_counter()
        cursor.copy_expert("COPY bench_line FROM STDIN", rows)
        seconds = time.perf_counter() - began
        if cursor.rowcount != lines:
            raise SystemExit(f"COPY took {cursor.rowcount} rows instead of {lines}")
    return seconds


_ROWS = """
    SELECT line.* FROM sales_line line JOIN sales_document document ON document.id = document_id
    WHERE ltrim(external_number, 'C') LIKE '{number}______'
"""


if __name__ == "__main__":
    main()
