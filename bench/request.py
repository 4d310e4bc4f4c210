"""The list of twenty invoices, page and API: Kontor, Django alone, django-tenants."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from operator import sub
from pathlib import Path
from statistics import median

from bench.measuring import databases, report
from bench.measuring.processes import Seat
from bench.measuring.wire import Tap

SETTINGS = {
    "ours": "config.settings",
    "plain": "bench.plain.settings",
    "stock": "bench.stock.settings",
}
PATHS = {"page": "/invoices/", "api": "/api/v1/invoices/"}
WARM = 30  # requests before the first that counts
COUNTED = 9

Times = dict[str, dict[str, list[list[float]]]]  # path, kind -> [clock, busy] of each round


def main() -> None:
    options = report.options(__doc__ or "", rounds=60, requests=5)
    with _seats() as seats:
        _compare(seats)
        queries = {name: _queries(seats, path) for name, path in PATHS.items()}
        _warm(seats)
        times = _times(seats, options.rounds, options.requests)
    result = report.Result("request", _ratios(times), _figures(times, queries), options.rounds)
    report.tell(result, as_json=options.json)


@contextmanager
def _seats() -> Iterator[dict[str, Seat]]:
    """Three processes that serve the same rows. Ours is built first: the others copy its rows."""
    with ExitStack() as stack:
        names = stack.enter_context(databases.made(*SETTINGS))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        static, rows = folder / "static", folder / "rows"
        static.mkdir()
        rows.mkdir()
        seats = {
            kind: stack.enter_context(
                Seat(kind, settings=module, database=names[kind], static=str(static))
            )
            for kind, module in SETTINGS.items()
        }
        for seat in seats.values():
            seat.ask("build", folder=str(rows))
        for seat in seats.values():
            seat.ask("open")
        yield seats


def _compare(seats: dict[str, Seat]) -> None:
    """Who shows another page is not measured."""
    for path in PATHS.values():
        bodies = {kind: seat.ask("body", path=path) for kind, seat in seats.items()}
        others = [kind for kind, body in bodies.items() if body != bodies["plain"]]
        if others:
            raise SystemExit(f"{path} differs from Django alone: {', '.join(others)}")


def _queries(seats: dict[str, Seat], path: str) -> dict[str, float]:
    """Round trips to the database of one warm request, counted on the wire."""
    with tempfile.TemporaryDirectory(prefix="tap-") as folder:
        tap = Tap(Path(folder), databases.host(), databases.port())
        counted = {kind: _counted(tap, seat, path) for kind, seat in seats.items()}
        tap.close()
    return counted


def _counted(tap: Tap, seat: Seat, path: str) -> float:
    """Over the request's connection: the watch of the hosts looks over another, and less often."""
    seat.ask("reconnect", host=str(tap.folder))
    found = []
    for _ in range(COUNTED):
        before = tap.counted()
        seat.ask("body", path=path)
        found.append(max(map(sub, tap.counted(), [*before, 0])))
    seat.ask("reconnect", host=databases.host())
    return float(median(found))


def _warm(seats: dict[str, Seat]) -> None:
    for seat in seats.values():
        for path in PATHS.values():
            seat.ask("serve", path=path, requests=WARM)
        seat.ask("settle")


def _times(seats: dict[str, Seat], rounds: int, requests: int) -> Times:
    """In each round all three answer; who begins changes from round to round."""
    times: Times = {name: {kind: [] for kind in seats} for name in PATHS}
    for at in range(rounds):
        for name, path in PATHS.items():
            for kind in _turned(list(seats), at):
                times[name][kind].append(seats[kind].ask("serve", path=path, requests=requests))
    return times


def _turned(kinds: list[str], at: int) -> Iterable[str]:
    first = at % len(kinds)
    return [*kinds[first:], *kinds[:first]]


def _ratios(times: Times) -> report.Figures:
    """By the clock. The page's are the main ones."""
    ratios = {}
    for name, of in times.items():
        clock = {kind: [clock for clock, _ in rounds] for kind, rounds in of.items()}
        end = "" if name == "page" else f", {name}"
        ratios[f"ours/plain{end}"] = report.ratio(clock["ours"], clock["plain"])
        ratios[f"stock/plain{end}"] = report.ratio(clock["stock"], clock["plain"])
    return ratios


def _figures(times: Times, queries: dict[str, dict[str, float]]) -> report.Figures:
    figures: report.Figures = {}
    for name, of in times.items():
        for kind, rounds in of.items():
            figures[f"{name}_{kind}_ms"] = report.middle([clock * 1000 for clock, _ in rounds])
            figures[f"{name}_{kind}_cpu_ms"] = report.middle([busy * 1000 for _, busy in rounds])
            figures[f"{name}_{kind}_queries"] = queries[name][kind]
    return {**figures, **report.load()}


if __name__ == "__main__":
    main()
