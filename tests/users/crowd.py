"""A crowd in which all places before the hasher are taken, also by the neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from config.sizes import PLACES
from users.passwords import turns


@contextmanager
def every_place_taken(but: int = 0) -> Iterator[None]:
    """Nobody is remembered who came before."""
    turns._turns.clear()
    here, taken = turns.turns(), PLACES * settings.HASHES_AT_ONCE - but
    for _ in range(taken):
        assert here.take("")
    try:
        yield
    finally:
        for _ in range(taken):
            here.leave()
