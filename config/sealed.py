"""What is kept sealed: the database holds it, its key stands outside (`KONTOR_SEAL_KEYS`).

    seal("…", "session", key)  →  unseal(text, "session", key)

AES-256-GCM; every purpose has a key of its own, derived by HKDF. What a text is sealed *about* is
part of its seal: one that was moved to another row cannot be read there. Several keys, newest
first: the first one seals, all of them open, so that a key can be changed while people work.
"""

from __future__ import annotations

import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12


class SealBroken(Exception):
    """It was sealed with a key that is gone, for something else, or was changed since."""


def seal(text: str, purpose: str, *about: str) -> str:
    nonce = os.urandom(NONCE_BYTES)
    cipher = AESGCM(_keys(purpose)[0])
    return urlsafe_b64encode(nonce + cipher.encrypt(nonce, text.encode(), _bound(about))).decode()


def unseal(sealed: str, purpose: str, *about: str) -> str:
    """What was sealed. Raises SealBroken."""
    try:
        raw = urlsafe_b64decode(sealed)
    except ValueError:
        raise SealBroken from None
    for key in _keys(purpose):
        try:
            opened = AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound(about))
        except (InvalidTag, ValueError):
            continue
        return opened.decode()
    raise SealBroken


def marks_of(text: str, purpose: str, *about: str) -> list[str]:
    """HMAC-SHA256 in hexadecimal under each key, newest first: for what is only compared.

    A short code or a phone number behind a plain hash is guessed in a second; without the key
    nobody can try.
    """
    bound = _bound((*about, text))
    return [hmac.new(key, bound, "sha256").hexdigest() for key in _keys(purpose)]


def mark_of(text: str, purpose: str, *about: str) -> str:
    return marks_of(text, purpose, *about)[0]


def _bound(parts: tuple[str, ...]) -> bytes:
    """Unambiguous: ("ab", "c") and ("a", "bc") differ."""
    return b"".join(len(part.encode()).to_bytes(4) + part.encode() for part in parts)


def _keys(purpose: str) -> tuple[bytes, ...]:
    return _derived(tuple(settings.SEAL_KEYS), purpose)


@cache
def _derived(keys: tuple[str, ...], purpose: str) -> tuple[bytes, ...]:
    return tuple(_derive(key, purpose) for key in keys)


def _derive(key: str, purpose: str) -> bytes:
    info = f"kontor {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(key.encode())
