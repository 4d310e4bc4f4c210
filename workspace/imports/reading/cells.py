"""What one cell may hold, and what makes it impossible to take."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from i18n.numbers import NotANumber, parse_decimal
from workspace.imports.reading.errors import BadCell

ZERO = Decimal(0)
MOST = Decimal(10) ** 9  # of a quantity or a price; a line's amount may be a thousand times that
DECIMALS = 4
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_CLOCK = r"(?:[ T]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?\s*\Z"
_DATES = tuple(
    re.compile(shape + _CLOCK, re.ASCII)
    for shape in (
        r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})",
        r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})\.?",
    )
)
_EARLIEST = date(1970, 1, 1)


def text(value: str, longest: int) -> str:
    """On one line, without control characters. Raises BadCell for one that is too long."""
    plain = _CONTROL.sub(" ", value).strip()
    if len(plain) > longest:
        raise BadCell("too_long", plain)
    return plain


def number(value: str, reason: str, *, language: str) -> Decimal:
    """Comma or point before the decimals, never guessed; at most four decimals."""
    typed = value.strip()
    if len(typed) > 40:
        raise BadCell("too_large", typed)
    try:
        found = parse_decimal(typed, language=language)
    except NotANumber:
        raise BadCell(reason, typed) from None
    if abs(found) >= MOST:
        raise BadCell("too_large", typed)
    if found != round(found, DECIMALS):
        raise BadCell("too_precise", typed)
    return found


def quantity(value: str, *, language: str) -> Decimal:
    found = number(value, "bad_quantity", language=language)
    if found == ZERO:
        raise BadCell("no_quantity", value.strip())
    return found


def price(value: str, *, language: str) -> Decimal:
    if not value.strip():
        raise BadCell("no_price")
    found = number(value, "bad_price", language=language)
    if found == ZERO:
        raise BadCell("no_price", value.strip())
    if found < ZERO:
        raise BadCell("negative_price", value.strip())
    return found


def day(value: str, *, today: date) -> date:
    """`m/d/yyyy`, `yyyy-mm-dd` or `d.m.yyyy`, a time after it or not; not of the future."""
    typed = value.strip()
    for shape in _DATES:
        if found := shape.match(typed):
            parts = {name: int(part) for name, part in found.groupdict().items() if part}
            return _possible(parts, typed, today)
    raise BadCell("bad_date", typed)


def _possible(parts: dict[str, int], typed: str, today: date) -> date:
    try:
        found = datetime(**parts).date()  # type: ignore[arg-type]  # noqa: DTZ001 - the day counts
    except ValueError:
        raise BadCell("bad_date", typed) from None
    if not _EARLIEST <= found <= today + timedelta(days=1):
        raise BadCell("bad_date", typed)
    return found
