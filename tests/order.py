"""In which order a suite is run, and by which worker."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, groupby
from typing import Any

from pytest_django.plugin import validate_django_db
from xdist.scheduler import LoadScopeScheduling

BROWSERS = "tests/browser/"
MACHINES = "tests/deploy/"


class OneWorkerForBrowsers(LoadScopeScheduling):
    """Each test for itself, but those with a browser one after the other, and first: whichever
    worker takes one starts a whole Kontor. (The groups of xdist 3.8 are lost under pytest 9.2.)
    """

    def _split_scope(self, nodeid: str) -> str:
        return BROWSERS if nodeid.startswith(BROWSERS) else nodeid


def spread(items: list[Any]) -> None:
    """Those that wait go evenly among those that compute, so that no processor rests; those that
    need no database come last, as they are short. Otherwise the order is kept.
    """
    kinds: dict[str, list[Any]] = {"machine": [], "commits": [], "computes": [], "short": []}
    for item in items:
        kinds[_kind(item)].append(item)
    machines = [list(one) for _, one in groupby(kinds["machine"], lambda item: item.path)]
    alone = [[[item] for item in kinds[kind]] for kind in ("commits", "computes")]
    places = {item: n for n, item in enumerate([*_evenly(machines, *alone), *kinds["short"]])}
    items.sort(key=places.__getitem__)  # whoever has no place fails here: none can be lost


def _kind(item: Any) -> str:
    """A file about machines stays whole, as its tests share one. Who commits does it for others to
    see: other processes, mostly, and those take time to start.
    """
    if item.nodeid.startswith(MACHINES):
        return "machine"
    marker = item.get_closest_marker("django_db")
    if "transactional_db" in item.fixturenames or (marker and validate_django_db(marker)[0]):
        return "commits"
    return "computes" if marker or "db" in item.fixturenames else "short"


def _evenly(*groups: list[list[Any]]) -> Iterable[Any]:
    placed = [
        ((number + 0.5) / len(group), piece)
        for group in groups
        for number, piece in enumerate(group)
    ]
    return chain.from_iterable(piece for _, piece in sorted(placed, key=lambda each: each[0]))
