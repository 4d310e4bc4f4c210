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
_HYPHEN, _NOTHING = "\u00ad", "\u200b"  # what shows at the end of a line that is broken there
_VOWELS = frozenset("aeiouyāēīōūäöüõаеёиоуыэюяәіөұү")


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
    """No word is too long for its column: after some letters it may go on in the next line.

    Typst hyphenates English and Russian itself, Latvian and Kazakh not. Their ordinary words fit.
    """
    if len(word) <= _LONGEST_WORD:
        return word
    mark = _HYPHEN if word.isalpha() else _NOTHING
    parts, begin = [], 0
    while len(word) - begin > _PART:
        end = _cut(word, begin)
        parts.append(word[begin:end])
        begin = end
    return mark.join([*parts, word[begin:]])


def _cut(word: str, begin: int) -> int:
    """Before a consonant between vowels, if there is one near; else after so many letters."""
    latest = begin + _PART
    for at in range(latest, latest - 5, -1):
        before, here, after = (sign.lower() in _VOWELS for sign in word[at - 1 : at + 2].ljust(3))
        if before and not here and after:
            return at
    return latest
