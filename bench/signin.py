"""Sign-ins while fifty try at once, and what is left meanwhile for who reads the list of invoices."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import urlencode

from bench.measuring import databases, report
from bench.measuring.processes import Seat
from bench.measuring.served import HERE, Peak, Served

PAGE, SIGN_IN = "/invoices/", "/sign-in/"
CSRF = "__Host-csrf"
WARM = 3.0  # seconds of both, before anything counts
A_MOMENT = 60  # seconds; who is told to wait for longer is locked out, and is not tried at all
LOCKED, BROKEN = 423, 0
FEW = 4  # networks that a siege comes from

Call = Callable[[HTTPConnection], int]  # one request; answers its status
Place = Callable[[int], str]  # the address on the network that a visitor comes from, by its number


@dataclass(frozen=True)
class Site:
    """Where things are, and who can sign in: what `bench.ours.people` left."""

    workspace: str
    cookies: dict[str, str]
    public: str
    addresses: list[str]
    password: str


def main() -> None:
    options = report.options(__doc__ or "", rounds=3, tries=50, readers=4, seconds=12, pause=5)
    with _served(options.tries + 1) as (server, site):
        lots = _Lots(server, site, options)
        lots.at_once(WARM, pause=0)
        rounds = [lots.round() for _ in range(options.rounds)]
    report.tell(_result(rounds, options.rounds), as_json=options.json)


@contextmanager
def _served(people: int) -> Iterator[tuple[Served, Site]]:
    with ExitStack() as stack:
        names = stack.enter_context(databases.made("ours"))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        for name in ("static", "rows"):
            (folder / name).mkdir()
        with Seat(
            "ours",
            part="people",
            settings="config.settings",
            database=names["ours"],
            static=str(folder / "static"),
        ) as seat:
            site = Site(**seat.ask("gather", folder=str(folder / "rows"), people=people))
        yield stack.enter_context(Served(database=names["ours"], folder=folder)), site


@dataclass
class _Found:
    """What came of a few seconds: statuses of either kind, and the memory at its highest."""

    seconds: float
    read: Counter[int]
    tried: Counter[int]
    mib: float
    waited: list[float]  # seconds until somebody was in who came among them, again and again

    @property
    def pages_a_second(self) -> float:
        return self.read[200] / self.seconds


@dataclass
class _Round:
    idle: _Found
    storm: _Found
    attack: _Found
    siege: _Found


class _Lots:
    """Everybody who asks: readers always, who signs in during a storm."""

    def __init__(self, server: Served, site: Site, options: Any) -> None:
        self._server, self._site, self._options = server, site, options
        self._visitors = count()

    def round(self) -> _Round:
        """Readers alone; among people who come again when they were told to; among attackers from
        everywhere; among attackers from a few networks, with somebody who wants to sign in."""
        seconds = self._options.seconds
        return _Round(
            idle=self.at_once(seconds, pause=None),
            storm=self.at_once(seconds, pause=self._options.pause),
            attack=self.at_once(seconds, pause=0),
            siege=self.at_once(2 * seconds, pause=0, place=_nearby),
        )

    def at_once(self, seconds: float, *, pause: float | None, place: Place | None = None) -> _Found:
        """`pause`: so many seconds wait those who were refused; None: nobody signs in."""
        over, read, tried, waited = Event(), Counter[int](), Counter[int](), list[float]()
        calls: list[tuple[Counter[int], Call]] = [(read, self._reads)] * self._options.readers
        if pause is not None:
            crowd = self._site.addresses[:-1]
            calls += [(tried, self._tries_as(each, place or _anywhere)) for each in crowd]
        threads = [Thread(target=self._again, args=(over, pause, *call)) for call in calls]
        if place is not None:
            threads.append(Thread(target=self._wants_in, args=(over, waited)))
        with Peak(self._server) as peak:
            began = time.perf_counter()
            for thread in threads:
                thread.start()
            over.wait(seconds)
            over.set()
            for thread in threads:
                thread.join()
            return _Found(time.perf_counter() - began, read, tried, peak.mib, waited)

    def _again(self, over: Event, pause: float | None, statuses: Counter[int], call: Call) -> None:
        """One after the other, over one connection, as a proxy keeps it."""
        line = HTTPConnection(HERE, self._server.port, timeout=120)
        while not over.is_set():
            try:
                status = call(line)
            except (OSError, HTTPException):
                status = BROKEN
                line.close()
            statuses[status] += 1
            if status == 429:
                over.wait(pause)
        line.close()

    def _wants_in(self, over: Event, waited: list[float]) -> None:
        """One person after the other, each from a network of their own; they wait as they are told.
        Who still stands outside at the end is not counted."""
        line, visitors = HTTPConnection(HERE, self._server.port, timeout=120), count()
        began, network = time.perf_counter(), next(visitors)
        while not over.is_set():
            tries = self._tries_as(self._site.addresses[-1], lambda _, n=network: f"172.16.{n}.7")  # type: ignore[misc]
            if tries(line) == 429:
                over.wait(self._options.pause)
            else:
                waited.append(time.perf_counter() - began)
                over.wait(1)
                began, network = time.perf_counter(), next(visitors)
        line.close()

    def _reads(self, line: HTTPConnection) -> int:
        return self._asked(
            line, "GET", PAGE, self._site.workspace, self._site.cookies, came_from=_anywhere
        )

    def _tries_as(self, address: str, came_from: Place) -> Call:
        """With the right password, and each time from another computer."""
        form = {"login": address, "password": self._site.password, "csrfmiddlewaretoken": "c" * 32}

        def tries(line: HTTPConnection) -> int:
            body = urlencode(form)
            token = {CSRF: "c" * 32}
            return self._asked(
                line, "POST", SIGN_IN, self._site.public, token, body, came_from=came_from
            )

        return tries

    def _asked(
        self,
        line: HTTPConnection,
        method: str,
        path: str,
        host: str,
        cookies: dict[str, str],
        body: str | None = None,
        *,
        came_from: Place,
    ) -> int:
        """As a proxy passes it on."""
        headers = {
            "Host": host,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": came_from(next(self._visitors)),
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"https://{host}"
        line.request(method, path, body, headers)
        answer = line.getresponse()
        answer.read()
        is_locked = answer.status == 429 and int(answer.headers["Retry-After"]) > A_MOMENT
        return LOCKED if is_locked else answer.status


def _anywhere(visitor: int) -> str:
    """Each from another network than the one before."""
    return f"10.{visitor & 255}.{visitor >> 8 & 255}.{visitor >> 16 & 255}"


def _nearby(visitor: int) -> str:
    return f"192.168.{visitor % FEW}.{visitor // FEW & 255}"


def _result(rounds: list[_Round], runs: int) -> report.Result:
    idle = [each.idle for each in rounds]
    storm, attack = [each.storm for each in rounds], [each.attack for each in rounds]
    siege = [each.siege for each in rounds]
    _demand({200}, *(each.read for each in idle + storm + attack + siege))
    _demand({302, 429}, *(each.tried for each in storm + attack + siege))
    kinds = {"idle": idle, "storm": storm, "attack": attack, "siege": siege}
    pages = {name: [each.pages_a_second for each in found] for name, found in kinds.items()}
    memory = {name: [each.mib for each in found] for name, found in kinds.items()}
    figures = {
        **_tries("storm", storm),
        **_tries("attack", attack),
        **_tries("siege", siege),
        **_waiting([seconds for each in siege for seconds in each.waited]),
        **{f"pages_a_second_{name}": report.middle(found) for name, found in pages.items()},
        **{f"mib_{name}": report.middle(found, 1) for name, found in memory.items()},
        **report.load(),
    }
    ratios = {
        "storm/idle": report.ratio(pages["storm"], pages["idle"]),
        "attack/idle": report.ratio(pages["attack"], pages["idle"]),
        "siege/idle": report.ratio(pages["siege"], pages["idle"]),
        "storm MiB/idle MiB": report.ratio(memory["storm"], memory["idle"]),
    }
    return report.Result("signin", ratios, figures, runs)


def _tries(name: str, found: list[_Found]) -> report.Figures:
    refused = [each.tried[429] / max(1, each.tried.total()) for each in found]
    return {
        f"sign_ins_a_second_{name}": report.middle([e.tried[302] / e.seconds for e in found]),
        f"tries_a_second_{name}": report.middle([e.tried.total() / e.seconds for e in found]),
        f"refused_share_{name}": float(report.middle(refused)),
    }


def _waiting(waited: list[float]) -> report.Figures:
    """Of those who wanted in during a siege."""
    if not waited:
        return {"came_in_siege": 0.0}
    middle = report.middle(waited)
    return {"came_in_siege": float(len(waited)), "seconds_to_come_in_siege": middle}


def _demand(expected: set[int], *answers: Counter[int]) -> None:
    """Who answers otherwise is not measured."""
    others = sum(answers, Counter[int]()).keys() - expected
    if others:
        raise SystemExit(f"Answers that were not expected: {sorted(others)}")


if __name__ == "__main__":
    main()
