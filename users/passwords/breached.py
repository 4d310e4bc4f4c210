"""Passwords that were stolen elsewhere: a file of the operator's, asked on this machine only.

The form is that of the downloads of Have I Been Pwned, ordered by hash: one SHA-1 in upper-case
hexadecimal a line, with or without `:count` behind it. It may have gigabytes: it is searched by
halves, some thirty reads a password.
"""

from __future__ import annotations

import os
from hashlib import sha1
from io import BufferedReader

from django.conf import settings

DIGITS = 40


def is_breached(password: str) -> bool:
    """False where there is no file. Raises OSError where there should be one."""
    if not settings.BREACHED_PASSWORDS:
        return False
    wanted = sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with open(settings.BREACHED_PASSWORDS, "rb") as lines:
        return _holds(lines, wanted)


def _holds(lines: BufferedReader, wanted: bytes) -> bool:
    low, high = 0, os.fstat(lines.fileno()).st_size
    while low < high:
        middle = (low + high) // 2
        start, line = _line_at(lines, middle)
        found = line[:DIGITS].upper()
        if found == wanted:
            return True
        if found < wanted:
            low = start + len(line)
        else:
            high = start
    return False


def _line_at(lines: BufferedReader, place: int) -> tuple[int, bytes]:
    """The line that this place is in, and where it begins."""
    width = DIGITS + 24  # a hash, a count and the end of a line
    begin = max(0, place - width)
    lines.seek(begin)
    before = lines.read(place - begin)
    start = begin + before.rfind(b"\n") + 1 if b"\n" in before else begin
    lines.seek(start)
    return start, lines.readline()
