"""What a Set-Cookie of ours may look like, and what may be read out of its value."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import unquote

NAMES = {"__Host-sid", "__Host-csrf", "__Host-lang"}
LANGUAGES = {"en", "lv", "ru", "kk"}
WANTED = {"secure", "httponly", "path=/", "samesite=lax"}
_RANDOM = re.compile(r"[A-Za-z0-9_-]{32,64}")


def faults_of(header: str, known: Iterable[str] = ()) -> list[str]:
    """Of one Set-Cookie. `known` is what must not be read out of it: addresses, names, ids."""
    (name, _, value), *attributes = (part.strip().partition("=") for part in header.split(";"))
    value = value.strip('"')
    had = {f"{key}{sign}{text}".lower() for key, sign, text in attributes}
    found = [f"{name} lacks {each}" for each in sorted(WANTED - had)]
    found += [f"{name} has {each}" for each in sorted(had) if each.startswith("domain")]
    if name not in NAMES:
        found.append(f"{name} is none of ours")
    if not _is_opaque(name, value):
        found.append(f"{name} is neither random nor a language")
    shown = " ".join(readings(value)).lower()
    return found + [f"{name} tells {each}" for each in known if each.lower() in shown]


def _is_opaque(name: str, value: str) -> bool:
    if name == "__Host-lang":
        return value in LANGUAGES
    return value == "" or (bool(_RANDOM.fullmatch(value)) and not _is_packed_text(value))


def _is_packed_text(value: str) -> bool:
    """Random bytes are unprintable somewhere."""
    return any(
        len(each) > 7 and each.isprintable() and "\ufffd" not in each for each in _unpacked(value)
    )


def readings(value: str) -> list[str]:
    """The value as it is, and as what Django, JSON and the like would have made of something."""
    return [value, unquote(value), *_unpacked(value), *(raw.hex() for raw in _decoded(value))]


def _unpacked(value: str) -> list[str]:
    texts = [raw.decode("utf-8", "replace") for raw in _decoded(value)]
    for raw in _decoded(value):
        with suppress(zlib.error):
            texts.append(zlib.decompress(raw).decode("utf-8", "replace"))
    return texts


def _decoded(value: str) -> list[bytes]:
    found = []
    for part in re.split(r"[:.|]", value):
        filled = part + "=" * (-len(part) % 4)
        for decode, text in ((base64.urlsafe_b64decode, filled), (bytes.fromhex, part)):
            with suppress(ValueError):
                found.append(decode(text))
    return found
