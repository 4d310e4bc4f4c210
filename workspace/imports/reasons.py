"""Why a line or a file was not taken: a code is kept, its sentence is written for the reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OF_LINES: dict[str, Promise] = {
    "too_few_cells": _("The line has fewer cells than the header."),
    "too_many_cells": _("The line has more cells than the header."),
    "broken_quotes": _("A quotation mark is opened and not closed."),
    "no_number": _("The document's number is missing."),
    "no_description": _("The line has neither a code nor a description."),
    "too_long": _("This text is too long."),
    "bad_quantity": _("The quantity is not a number."),
    "no_quantity": _("The quantity is zero."),
    "bad_price": _("The price is not a number, or could be two."),
    "no_price": _("The line has no price."),
    "negative_price": _("The price is negative. What is taken back has a negative quantity."),
    "too_large": _("The number is too large."),
    "too_precise": _("The number has more than four decimals."),
    "bad_date": _(
        "This is no date of a past day, written month/day/year, year-month-day or day.month.year."
    ),
    "other_customer": _("The document begins with another customer."),
    "already_issued": _("The document is here without this line, and an issued one never changes."),
    "number_in_use": _("Another document has this number: its day or currency differs."),
}

OF_FILES: dict[str, Promise] = {
    "empty": _("The file is empty."),
    "not_text": _("This is not a CSV file. Save the table as CSV, in UTF-8, and send that."),
    "missing_columns": _(
        "The file has no column %(columns)s. The first line must name the columns."
    ),
    "column_twice": _("The column %(columns)s is there twice."),
    "broken_quotes": _(
        "Too many quotation marks are opened and not closed, the last in line %(line)s."
    ),
    "too_many_lines": _("The file has more than %(most)s lines. Send it in parts."),
    "file_gone": _("The file is no longer here. Send it again."),
    "our_mistake": _("Something went wrong on our side. What was taken so far stays."),
}


def of_line(code: str) -> str:
    return str(OF_LINES.get(code, code))


def of_file(code: str, details: Mapping[str, Any]) -> str:
    return str(OF_FILES[code]) % details if code in OF_FILES else code
