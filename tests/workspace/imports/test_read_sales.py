"""What a file of sales may look like, and what of it cannot be read. No database is asked."""

import tracemalloc
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workspace.imports.files import HEADER, row, table
from workspace.imports.countries import country_code
from workspace.imports.reading.documents import batches_of, documents_of
from workspace.imports.reading.errors import Unreadable
from workspace.imports.reading.sales import read_sales
from workspace.imports.reading.table import MOST_LINES, records

TODAY = date(2026, 11, 22)


def read(content, language="en"):
    data = content if isinstance(content, bytes) else content.encode()
    return read_sales(data, language=language, today=TODAY)


def reason(**cells):
    """Why this one line is refused; nothing when it is taken."""
    return [(r.reason, r.value) for r in read(table(row(**cells))).refused]


def test_a_line_is_read_with_all_that_it_says():
    (line,) = read(table(row())).lines

    assert (line.line, line.number, line.code) == (2, "536365", "85123A")
    assert (line.description, line.customer, line.country) == (
        *("WHITE HANGING HEART", "17850"),
        "United Kingdom",
    )
    assert (line.quantity, line.price, line.day) == (6, Decimal("2.55"), date(2010, 12, 1))


@pytest.mark.parametrize(
    ("cells", "refused"),
    [
        ({"number": ""}, ("no_number", "")),
        ({"number": "9" * 65}, ("too_long", "9" * 65)),
        ({"quantity": ""}, ("bad_quantity", "")),
        ({"quantity": "six"}, ("bad_quantity", "six")),
        ({"quantity": "0"}, ("no_quantity", "0")),
        ({"quantity": "-0.0"}, ("no_quantity", "-0.0")),
        ({"quantity": "NaN"}, ("bad_quantity", "NaN")),
        ({"quantity": "1e3"}, ("bad_quantity", "1e3")),
        ({"quantity": "1.23456"}, ("too_precise", "1.23456")),
        ({"price": ""}, ("no_price", "")),
        ({"price": " 0.00 "}, ("no_price", "0.00")),
        ({"price": "-1.50"}, ("negative_price", "-1.50")),
        ({"price": "Infinity"}, ("bad_price", "Infinity")),
        ({"price": '"1,234"'}, ("bad_price", "1,234")),
        ({"price": "9" * 30}, ("too_large", "9" * 30)),
        ({"price": "9" * 3000}, ("too_large", "9" * 3000)),
        ({"price": "999999999", "quantity": "999999999"}, ("too_large", "999999999 × 999999999")),
        ({"date": ""}, ("bad_date", "")),
        ({"date": "13/13/2010"}, ("bad_date", "13/13/2010")),
        ({"date": "2/29/2010"}, ("bad_date", "2/29/2010")),
        ({"date": "12/1/2010 25:00"}, ("bad_date", "12/1/2010 25:00")),
        ({"date": "12/1/2027"}, ("bad_date", "12/1/2027")),
        ({"date": "12/1/10"}, ("bad_date", "12/1/10")),
        ({"date": "12/1/0010"}, ("bad_date", "12/1/0010")),
        ({"description": "", "code": ""}, ("no_description", "")),
        ({"description": "x" * 501}, ("too_long", "x" * 501)),
    ],
)
def test_a_line_that_cannot_be_right_is_refused_with_its_reason(cells, refused):
    assert reason(**cells) == [refused]


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ({"quantity": "-6"}, "quantity", Decimal(-6)),
        ({"quantity": "1.25"}, "quantity", Decimal("1.25")),
        ({"price": '"2,55"'}, "price", Decimal("2.55")),
        ({"price": '"1,234.50"'}, "price", Decimal("1234.50")),
        ({"date": "2/29/2012"}, "day", date(2012, 2, 29)),
        ({"date": "2010-12-31 23:59:59"}, "day", date(2010, 12, 31)),
        ({"date": "31.12.2010"}, "day", date(2010, 12, 31)),
        ({"description": ""}, "description", "85123A"),
        ({"description": '"a ""big"" tin\nof tea"'}, "description", 'a "big" tin of tea'),
        ({"number": " C536379 "}, "number", "C536379"),
    ],
)
def test_what_can_be_understood_is_taken(cells, field, value):
    (line,) = read(table(row(**cells))).lines

    assert getattr(line, field) == value


def test_lines_are_counted_as_in_the_file():
    sheet = read(table(row(description='"two\nlines"'), "", row(price="0"), "a,b", row() + ",more"))

    assert [line.line for line in sheet.lines] == [2]
    assert [(r.line, r.reason) for r in sheet.refused] == [
        *((5, "no_price"), (6, "too_few_cells"), (7, "too_many_cells"))
    ]
    assert len(sheet) == 4


def test_a_quotation_mark_that_is_not_closed_swallows_no_line():
    sheet = read(table(row(), row(description='"never closed'), row(), row(description='"odd" x')))

    assert [line.line for line in sheet.lines] == [2, 4]
    assert [(r.line, r.reason) for r in sheet.refused] == [
        (3, "broken_quotes"),
        (5, "broken_quotes"),
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_end_of_line_will_do(newline):
    assert [r.line for r in read(table(row(), row()).replace("\n", newline)).lines] == [2, 3]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_come_with_a_decimal_comma(delimiter):
    (line,) = read(table(row()).replace(",", delimiter).replace("2.55", "1,555")).lines

    assert line.price == Decimal("1.555")


def test_columns_are_found_by_other_names_in_any_order():
    content = "Price, customer id ,INVOICE,Quantity,Date,Stock Code,Description\n2.55,7,A1,2,1/2/2020,X,Tea\n"

    (line,) = read(content).lines

    assert (line.price, line.customer, line.number, line.country) == (
        Decimal("2.55"),
        "7",
        "A1",
        "",
    )


@pytest.mark.parametrize(
    ("data", "language", "expected"),
    [
        ("\ufeff" + table(row(description="Tēja")), "lv", ("Tēja", "utf-8")),
        (table(row(description="Tēja")).encode("cp1257"), "lv", ("Tēja", "cp1257")),
        (table(row(description="Чай")).encode("cp1251"), "kk", ("Чай", "cp1251")),
        (table(row(description="Café £1")).encode("cp1252"), "en", ("Café £1", "cp1252")),
        (table(row(description="Tēja")).encode("utf-16"), "en", ("Tēja", "utf-16")),
    ],
)
def test_the_encoding_is_decided_by_its_mark_or_by_the_business(data, language, expected):
    sheet = read(data, language)

    assert (sheet.lines[0].description, sheet.encoding) == expected


@pytest.mark.parametrize(
    ("data", "code", "details"),
    [
        (" \n\n", "empty", {}),
        (b"PK\x03\x04rest of a workbook", "not_text", {}),
        (table(row()).encode() + b"\0", "not_text", {}),
        (b"\x81\x8d", "not_text", {}),
        (b"\xff\xfea", "not_text", {}),
        (HEADER.replace(",UnitPrice", ""), "missing_columns", {"columns": "UnitPrice"}),
        ("what,ever\n1,2\n", "missing_columns", None),
        (HEADER + ",Unit Price\n", "column_twice", {"columns": "UnitPrice"}),
        (table(*[row(description='"x')] * 200), "broken_quotes", None),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data, code, details):
    with pytest.raises(Unreadable) as caught:
        read(data)

    assert caught.value.code == code
    assert details is None or caught.value.details == details


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300) | st.binary(max_size=300))
def test_no_content_breaks_the_reader(content):
    body = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    try:
        sheet = read(f"{HEADER}\n{row()}\n".encode() + body)
    except Unreadable:
        return
    places = sorted([line.line for line in sheet.lines] + [line.line for line in sheet.refused])
    assert len(set(places)) == len(places) == len(sheet)


def test_lines_of_one_number_are_one_document_wherever_they_stand():
    sheet = read(table(row(number="1"), row(number="C2"), row(number="1", quantity="2")))

    first, second = documents_of(sheet.lines)

    assert ([line.quantity for line in first.lines], first.kind) == ([6, 2], "invoice")
    assert (second.kind, second.quantity_of(second.lines[0])) == ("credit_note", -6)


def test_another_customers_line_does_not_slip_into_a_document():
    sheet = read(table(row(), row(customer="1"), row(customer="")))

    (document,) = documents_of(sheet.lines)

    assert len(document.lines) == 1
    assert [(r.line, r.reason) for r in document.refused] == [
        (3, "other_customer"),
        (4, "other_customer"),
    ]


def test_batches_are_whole_documents_and_miss_none():
    sheet = read(table(*(row(number=str(n // 3)) for n in range(30))))
    documents = documents_of(sheet.lines)

    batches = list(batches_of(documents, 7))

    assert [len(batch) for batch in batches] == [3, 3, 3, 1]
    assert [one for batch in batches for one in batch] == documents


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("EIRE", "IE"),
        ("United Kingdom", "GB"),
        ("uk", "GB"),
        ("lv", "LV"),
        ("Norway", "NO"),
        ("Unspecified", ""),
        ("", ""),
    ],
)
def test_countries_are_known_by_what_traders_write(written, code):
    assert country_code(written) == code


def test_a_file_of_more_lines_than_we_take_is_refused():
    with pytest.raises(Unreadable, match="too_many_lines"):
        read(table() + "x\n" * (MOST_LINES + 1))


def test_the_lines_that_nobody_has_asked_for_yet_take_no_memory():
    text = "xx\n" * 1_000_000
    tracemalloc.start()
    try:
        next(records(text, ","))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 10 * len(text)
