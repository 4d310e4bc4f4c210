"""The letters of an SMS: GSM 03.38 in seven bits, else UCS-2, and how many messages that makes.

A text is charged for by the message: 160 letters of GSM or 70 of UCS-2, in parts 153 or 67.
"""

from __future__ import annotations

import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")  # of two letters each
_PLAIN = str.maketrans(
    {
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "‘": "'", "’": "'", "“": '"', "”": '"',
        "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "−": "-", "…": "...", "·": "-", "№": "No",
    }
)  # fmt: skip


def written_for_gsm(text: str) -> str:
    """As it is, or without the marks on its Latin letters (`Bērziņš` → `Berzins`) if that makes GSM.

    Other scripts stay as they are, in UCS-2: a transliteration would be hard to read.
    """
    whole = unicodedata.normalize("NFC", text)
    if fits_gsm(whole):
        return whole
    plain = "".join(_plain(letter) for letter in whole.translate(_PLAIN))
    return plain if fits_gsm(plain) else whole


def _plain(letter: str) -> str:
    if letter in _BASIC:
        return letter
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base in _BASIC else letter


def fits_gsm(text: str) -> bool:
    return all(letter in _BASIC or letter in _EXTENDED for letter in text)


def segments(text: str) -> int:
    """How many messages it is sent in, and paid for."""
    if fits_gsm(text):
        length, alone, part = len(text) + sum(letter in _EXTENDED for letter in text), 160, 153
    else:
        length, alone, part = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= alone else -(-length // part)


def for_autofill(text: str, code: str, *, host: str) -> str:
    """With a last line that binds the code to a host, where that makes no further message.

    Phones then offer the code on pages of that host only (origin-bound one-time codes, WICG).
    """
    plain = written_for_gsm(text)
    bound = f"{plain}\n\n@{host} #{code}"
    return bound if segments(bound) == segments(plain) else plain
