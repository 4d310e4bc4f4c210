"""What it takes to migrate everybody, as an operator does it: whole processes, in turns."""

from __future__ import annotations

from bench.measuring.report import Result, load, middle, ratio
from bench.measuring.sides import Side, turned

MIGRATE = {
    "ours": ("migrate_tenants",),
    "stock": ("migrate_schemas", "--tenant", "--executor=multiprocessing"),
}
Seconds = dict[str, list[float]]


def grow(sides: dict[str, Side], tenants: int) -> None:
    for side in sides.values():
        side.ask("prepare")
        side.ask("grow", tenants=tenants)


def migrate(sides: dict[str, Side], at: int, into: Seconds) -> None:
    for kind in turned(sides, at):
        into.setdefault(kind, []).append(sides[kind].manage(*MIGRATE[kind]))


def told(name: str, seconds: Seconds, tenants: int) -> Result:
    figures = {
        "tenants": float(tenants),
        **{f"{kind}_s": middle(each) for kind, each in seconds.items()},
        "ours_tenants_per_second": middle([tenants / each for each in seconds["ours"]], 0),
        **load(),
    }
    ratios = {"stock/ours": ratio(seconds["stock"], seconds["ours"])}
    return Result(name, ratios, figures, len(seconds["ours"]))
