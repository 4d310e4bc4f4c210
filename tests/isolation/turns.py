"""Requests of two tenants in turn, over connections that stay open, and what must not be in them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import cycle
from typing import Any

from tenants.rooms import workspace_of
from tests import make, world
from tests.isolation.served import HERE, Web


@dataclass
class Side:
    """A tenant with a marker in its rows, and who may ask there."""

    host: str
    marker: str
    party_id: str
    token: str
    session: str

    @classmethod
    def of(cls, person: world.Person, marker: str) -> Side:
        with workspace_of(person.home):
            party = make.party(name=marker)
        session = person.browser.cookies["__Host-sid"].value
        return cls(person.home.host, marker, str(party.pk), person.token, session)

    @property
    def by_token(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def by_session(self) -> dict[str, str]:
        return {"Cookie": f"__Host-sid={self.session}"}


@dataclass
class Seen:
    """What all requests together saw."""

    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def take_turns(web: Web, sides: tuple[Side, Side], *, requests: int, connections: int = 8) -> Seen:
    """So many requests, over so many connections at once; each of them changes sides each time."""
    seen = Seen()
    with ThreadPoolExecutor(connections) as pool:
        share = requests // connections
        asked = [pool.submit(_one_line, web, sides, n, share, seen) for n in range(connections)]
        for each in asked:
            each.result()
    return seen


def _one_line(web: Web, sides: tuple[Side, Side], number: int, share: int, seen: Seen) -> None:
    with closing(HTTPConnection(HERE, web.port, timeout=60)) as line:
        line.connect()
        socket = line.sock
        steps = _steps(*(sides if number % 2 else sides[::-1]))
        for _ in range(share):
            side, other, wanted, (method, path, headers, body) = next(steps)
            sent = {"Host": f"{side.host}:8443", "X-Forwarded-Proto": "https", **headers}
            line.request(method, path, body and json.dumps(body), sent)
            answer = line.getresponse()
            _judge(seen, side, other, wanted, answer.status, answer.read().decode())
        if line.sock is not socket:
            seen.faults.append("the connection was not kept")


def _judge(seen: Seen, side: Side, other: Side, wanted: int, status: int, text: str) -> None:
    seen.statuses[status] += 1
    if status != wanted:
        seen.faults.append(f"{status} instead of {wanted}: {text[:200]}")
    if other.marker in text or other.party_id in text:
        seen.faults.append(f"{side.marker} was shown a row of {other.marker}")
    if status in (200, 201) and side.marker not in text:
        seen.faults.append(f"{side.marker} was not shown its own row")


Call = tuple[str, str, dict[str, str], Any]


def _steps(one: Side, two: Side) -> Iterator[tuple[Side, Side, int, Call]]:
    """Side by side each kind of request: reading, writing, failing, not being let in."""
    for side, kind in zip(cycle([(one, two), (two, one)]), _pairs(), strict=False):
        yield (*side, *kind(*side))


def _pairs() -> Iterator[Any]:
    while True:
        for number, kind in enumerate(KINDS):
            for _ in range(2 if number else 10):
                yield kind
                yield kind


LIST, PAGE = "/api/v1/parties/", "/parties/"
JSON = {"Content-Type": "application/json"}

KINDS = [
    lambda side, other: (200, ("GET", LIST, side.by_token, None)),
    lambda side, other: (200, ("GET", LIST, side.by_session, None)),
    lambda side, other: (200, ("GET", PAGE, side.by_session, None)),
    lambda side, other: (200, ("GET", f"{LIST}{side.party_id}/", side.by_token, None)),
    lambda side, other: (404, ("GET", f"{LIST}{other.party_id}/", side.by_token, None)),
    lambda side, other: (400, ("POST", LIST, {**side.by_token, **JSON}, {"nonsense": 1})),
    lambda side, other: (
        200,
        (
            "PATCH",
            f"{LIST}{side.party_id}/",
            {**side.by_token, **JSON},
            {"email": "a@example.com"},
        ),
    ),
    lambda side, other: (401, ("GET", LIST, other.by_token, None)),
    lambda side, other: (401, ("GET", LIST, other.by_session, None)),
    lambda side, other: (302, ("GET", PAGE, {}, None)),
]
