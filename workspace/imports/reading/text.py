"""Bytes become text. A file says rarely how it is written, so this is decided, not guessed."""

from __future__ import annotations

import codecs

from workspace.imports.reading.errors import Unreadable

# What spreadsheets on Windows write where they don't write UTF-8, by the language of the business.
_WINDOWS = {"lv": "cp1257", "ru": "cp1251", "kk": "cp1251"}
_NO_TEXT = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")


def text_of(data: bytes, language: str) -> tuple[str, str]:
    """The text and the name of its encoding. `language` is the business's own.

    UTF-8, with its mark or without; UTF-16 with its mark; else the Windows encoding of the
    language. Raises Unreadable for what is no text.
    """
    encoding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif not _is_utf8(data):
        encoding = _WINDOWS.get(language, "cp1252")
    if looks_binary(data):
        raise Unreadable("not_text")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable("not_text") from None
    if "\0" in text:
        raise Unreadable("not_text")
    return text, encoding.removesuffix("-sig")


def looks_binary(data: bytes) -> bool:
    """A workbook, a PDF, an archive, or bytes that no text has."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    return data.startswith(_NO_TEXT) or b"\0" in data


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
