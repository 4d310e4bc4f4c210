"""The picture that a bank's app reads: a SEPA credit transfer, filled in.

EPC069-12 (Quick Response Code: Guidelines to enable data capture for the initiation of a SEPA
credit transfer), version 002 in UTF-8.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from schwifty import IBAN
from segno import QRCode
from segno.helpers import make_epc_qr

LONGEST_NAME = 70
MOST_BYTES = 210  # of that name, so that the whole fits into the 331 bytes of such a picture
LARGEST = Decimal("999999999.99")
QUIET = 4  # modules of white around it (ISO/IEC 18004)


def payment_code(
    *, payee: str, iban: str, bic: str, amount: Decimal, currency: str, reference: str
) -> str | None:
    """An SVG, with the quiet zone around it; None where no such transfer can be made.

    `amount` is in `currency`, which must be EUR, to an account in the SEPA zone.
    """
    if currency != "EUR" or not 0 < amount <= LARGEST or not _is_sepa(iban):
        return None
    code = make_epc_qr(
        name=_short(payee),
        iban=iban,
        bic=bic or None,
        amount=amount,
        text=reference,
        encoding="utf-8",
    )
    return _drawn(code)


def _short(payee: str) -> str:
    """A letter may take four bytes; none is cut in two."""
    name = " ".join(payee.split())[:LONGEST_NAME]
    return name.encode()[:MOST_BYTES].decode(errors="ignore")


def _is_sepa(iban: str) -> bool:
    account = IBAN(iban, allow_invalid=True)
    return bool(account.is_valid and account.in_sepa_zone)


def _drawn(code: QRCode) -> str:
    """Each run of dark modules reaches a little into the next row: else viewers draw a seam."""
    side = code.symbol_size(border=QUIET)[0]
    runs = "".join(f"M{x} {y}h{width}v1.05h-{width}z" for x, y, width in _runs(code))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path d="{runs}"/></svg>'
    )


def _runs(code: QRCode) -> Iterator[tuple[int, int, int]]:
    for y, row in enumerate(code.matrix, start=QUIET):
        x = QUIET
        for is_dark, modules in groupby(row):
            width = len(list(modules))
            if is_dark:
                yield x, y, width
            x += width
