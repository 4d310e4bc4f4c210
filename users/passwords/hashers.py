from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from users.errors import TooBusy

PATIENCE = 5.0  # seconds


class Argon2id(Argon2PasswordHasher):
    """46 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet): about 0.15 s a try.

    Any Unicode is welcome. One letter can be written as one or as two code points, and a digit in
    full or half width, depending on the keyboard: both are the same password (NFKC, as NIST SP
    800-63B-4 §3.1.1.2 asks). Raises TooBusy: a crowd of tries takes neither all memory nor all
    threads of the server.
    """

    time_cost = 2
    memory_cost = 47_104
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with _turn():
            return super().encode(unicodedata.normalize("NFKC", password), salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Hashes from before were made of NFC: they fit as long as they stand."""
        with _turn():
            ways = dict.fromkeys(unicodedata.normalize(form, password) for form in ("NFKC", "NFC"))
            return any(super(Argon2id, self).verify(way, encoded) for way in ways)


class _Turns:
    """Few hash at once, as many wait for a moment, and the others are told to come again."""

    def __init__(self, many: int) -> None:
        self.inside = threading.BoundedSemaphore(many)
        self.here = threading.BoundedSemaphore(2 * many)


_turns: dict[int, _Turns] = {}  # for this process, by the setting


def demand_a_turn() -> None:
    """Raises TooBusy where a hash would be refused now. Asking costs nothing, and keeps no place."""
    turns = _turns_here()
    if not turns.here.acquire(blocking=False):
        raise TooBusy
    turns.here.release()


def _turns_here() -> _Turns:
    many = settings.HASHES_AT_ONCE
    return _turns.setdefault(many, _Turns(many))


@contextmanager
def _turn() -> Iterator[None]:
    turns = _turns_here()
    if not turns.here.acquire(blocking=False):
        raise TooBusy
    try:
        if not turns.inside.acquire(timeout=PATIENCE):
            raise TooBusy
        try:
            yield
        finally:
            turns.inside.release()
    finally:
        turns.here.release()
