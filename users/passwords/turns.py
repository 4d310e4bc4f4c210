"""Who may have a password hashed now, by this process: few at once, as many wait for a moment, and
as many are being answered.

All others are told to come again (TooBusy). The last places are for networks that were not let in
during the last minute: few computers that come again without a pause never have all of them, and
somebody else finds one.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

from django.conf import settings
from django.http import HttpRequest

from config.sizes import PLACES
from users.errors import TooBusy
from users.networks import network_of

PATIENCE = 5.0  # seconds that somebody with a place waits for a hand
REST = 60.0  # seconds after which a network counts as one that was not here
MOST = 1000  # networks that are remembered


class Turns:
    """`many` hands that hash, and three times as many places; a third of them for who has rested."""

    def __init__(self, many: int, rest: float = REST) -> None:
        self.hands = threading.BoundedSemaphore(many)
        self._many, self._rest, self._taken = many, rest, 0
        self._lock = threading.Lock()
        self._let_in: dict[str, float] = {}  # networks, the one before all others first

    def take(self, network: str) -> bool:
        """A place, or none. It is given back by `leave`."""
        with self._lock:
            if self._taken >= self._places_for(network):
                return False
            self._taken += 1
            self._remember(network)
            return True

    def are_all_taken(self) -> bool:
        """Nobody gets one now, wherever they come from."""
        return self._taken >= PLACES * self._many

    def leave(self) -> None:
        with self._lock:
            self._taken -= 1

    def _places_for(self, network: str) -> int:
        """All for who has rested; for others, all but the last `many`."""
        return (PLACES if self._is_rested(network) else PLACES - 1) * self._many

    def _is_rested(self, network: str) -> bool:
        at = self._let_in.get(network)
        return at is None or monotonic() - at >= self._rest

    def _remember(self, network: str) -> None:
        """The last ones; of who comes from nowhere it is not known that they have been here."""
        if network:
            self._let_in.pop(network, None)
            self._let_in[network] = monotonic()
        if len(self._let_in) > MOST:
            del self._let_in[next(iter(self._let_in))]


_turns: dict[int, Turns] = {}  # of this process, by the setting
_request: ContextVar[HttpRequest | None] = ContextVar("request that may hash", default=None)
_has_place: ContextVar[bool] = ContextVar("has a place already", default=False)


def turns() -> Turns:
    many = settings.HASHES_AT_ONCE
    return _turns.setdefault(many, Turns(many))


@contextmanager
def asked_by(request: HttpRequest) -> Iterator[None]:
    """Who hashes in here comes from where this request comes from."""
    before = _request.set(request)
    try:
        yield
    finally:
        _request.reset(before)


@contextmanager
def place() -> Iterator[None]:
    """Raises TooBusy. Inside of another one it is that one."""
    if _has_place.get():
        yield
        return
    here = turns()
    if here.are_all_taken() or not here.take(_network()):
        raise TooBusy
    before = _has_place.set(True)
    try:
        yield
    finally:
        _has_place.reset(before)
        here.leave()


@contextmanager
def hand() -> Iterator[None]:
    """Around the hashing itself. Raises TooBusy."""
    with place():
        hands = turns().hands
        if not hands.acquire(timeout=PATIENCE):
            raise TooBusy
        try:
            yield
        finally:
            hands.release()


def request_that_hashes() -> HttpRequest | None:
    return _request.get()


def _network() -> str:
    request = request_that_hashes()
    return network_of(request) if request is not None else ""
