"""A workspace from a wish: out of the pool of spare schemas, by the bare statements, and as django-tenants makes one."""

from __future__ import annotations

from statistics import median

from bench.measuring import report
from bench.measuring.sides import both

WARM = 10  # claims before the first that counts
LEFT = 10  # spare to the end: where few are left, a claim has more to do


def main() -> None:
    options = report.options(__doc__ or "", rounds=5, claims=20)
    ours: list[list[float]] = []
    floor: list[list[float]] = []
    stock: list[float] = []
    with both() as (sides, _):
        for side in sides.values():
            side.ask("prepare")
        wanted = 2 * (WARM + options.rounds * options.claims)
        sides["ours"].ask("fill", spares=wanted + LEFT)
        sides["ours"].ask("claim", many=WARM)
        sides["ours"].ask("floor", many=WARM)
        sides["stock"].ask("provide")
        for side in sides.values():
            side.ask("settle")
        for _ in range(options.rounds):
            ours.append(sides["ours"].ask("claim", many=options.claims))
            floor.append(sides["ours"].ask("floor", many=options.claims))
            stock.append(sides["stock"].ask("provide"))
    report.tell(_result(ours, floor, stock), as_json=options.json)


def _result(ours: list[list[float]], floor: list[list[float]], stock: list[float]) -> report.Result:
    """Django-tenants is slow enough to be measured once a round; the others are medians of many."""
    claims = [median(each) for each in ours]
    least = [median(each) for each in floor]
    milliseconds = sorted(each * 1000 for round_ in ours for each in round_)
    figures = {
        "claims_a_round": float(len(ours[0])),
        "pool_ms": report.middle(milliseconds),
        "pool_p95_ms": round(milliseconds[int(len(milliseconds) * 0.95)], 3),
        "floor_ms": report.middle([each * 1000 for round_ in floor for each in round_]),
        "stock_ms": report.middle([each * 1000 for each in stock]),
        **report.load(),
    }
    ratios = {
        "stock/pool": report.ratio(stock, claims),
        "pool/floor": report.ratio(claims, least),
        "stock/floor": report.ratio(stock, least),
    }
    return report.Result("provision", ratios, figures, len(stock))


if __name__ == "__main__":
    main()
