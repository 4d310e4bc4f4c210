"""What a benchmark says: a line of JSON for programs, a table for people."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict, dataclass
from statistics import median

Figures = dict[str, float]


@dataclass(frozen=True)
class Result:
    """`ratios` are medians of what was measured side by side; `figures` depend on the machine."""

    name: str
    ratios: Figures
    figures: Figures
    runs: int


def options(about: str, **sizes: int) -> argparse.Namespace:
    """The sizes that a benchmark takes, with what it takes by itself, and `--json`."""
    parser = argparse.ArgumentParser(prog="bin/bench", description=about)
    parser.add_argument("--json", action="store_true", help="one line for programs")
    for name, usual in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=usual, help=f"{usual} unless you say")
    return parser.parse_args()


def tell(result: Result, *, as_json: bool) -> None:
    print(json.dumps(asdict(result)) if as_json else _table(result))  # noqa: T201


def _table(result: Result) -> str:
    """Ratios first: they are what the benchmark is for."""
    rows = [*result.ratios.items(), ("", None), *result.figures.items()]
    width = max(len(name) for name, _ in rows)
    lines = [f"{result.name}: {result.runs} rounds, medians"]
    lines += [f"  {name:<{width}}  {_written(value)}".rstrip() for name, value in rows]
    return "\n".join(lines)


def _written(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:>10g}"


def ratio(ours: list[float], other: list[float]) -> float:
    """Of what was measured in the same round: a neighbour's load meets both."""
    return round(median(one / two for one, two in zip(ours, other, strict=True)), 3)


def middle(values: list[float], digits: int = 3) -> float:
    return round(median(values), digits)


def load() -> Figures:
    """How busy the machine was in the last minute: above `cores` the figures tell little."""
    return {"load": round(os.getloadavg()[0], 2), "cores": float(os.cpu_count() or 1)}
