"""A person's words as they can be printed.

PDF/A refuses a letter that its font cannot show, and an invoice must not fail for an emoji in a
name: what the typeface lacks is written as a question mark.
"""

from __future__ import annotations

import unicodedata

from workspace.papers.typeface import letters

_MISSING = "?"
# Controls, format characters (joiners, directions, marks of byte order), halves of pairs.
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")
_MARKS = ("Mn", "Me", "Mc")
_LONGEST_WORD = 24
_PART = 12


def line(text: str) -> str:
    """What stands on one line: white space of any kind is one space."""
    return _printable(" ".join(text.split()))


def lines(text: str) -> list[str]:
    """What may stand on several lines, as it was typed."""
    return [line(part) for part in text.strip().splitlines()]


def _printable(text: str) -> str:
    known = letters()
    shown = "".join(_shown(sign, known) for sign in unicodedata.normalize("NFC", text))
    return " ".join(_breakable(word) for word in shown.split(" "))


def _shown(sign: str, known: frozenset[int]) -> str:
    kind = unicodedata.category(sign)
    if kind in _UNSEEN:
        return ""
    if ord(sign) in known:
        return sign
    return "" if kind in _MARKS else _MISSING


def _breakable(word: str) -> str:
    """No word is too long for its column: it may go on, without a hyphen, after some letters."""
    if len(word) <= _LONGEST_WORD:
        return word
    return "\u200b".join(word[at : at + _PART] for at in range(0, len(word), _PART))
