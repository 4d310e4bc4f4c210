"""A workspace from a wish: out of the pool of spare schemas, and as django-tenants makes one."""

from __future__ import annotations

from statistics import median

from bench.measuring import report
from bench.measuring.sides import both

WARM = 10  # claims before the first that counts


def main() -> None:
    options = report.options(__doc__ or "", rounds=5, claims=40)
    ours: list[list[float]] = []
    stock: list[float] = []
    with both() as (sides, _):
        for side in sides.values():
            side.ask("prepare")
        sides["ours"].ask("fill", spares=WARM + options.rounds * options.claims)
        sides["ours"].ask("claim", many=WARM)
        sides["stock"].ask("provide")
        for side in sides.values():
            side.ask("settle")
        for _ in range(options.rounds):
            ours.append(sides["ours"].ask("claim", many=options.claims))
            stock.append(sides["stock"].ask("provide"))
    report.tell(_result(ours, stock), as_json=options.json)


def _result(ours: list[list[float]], stock: list[float]) -> report.Result:
    """Django-tenants is slow enough to be measured once a round; ours is the median of many."""
    milliseconds = sorted(each * 1000 for claims in ours for each in claims)
    figures = {
        "claims_a_round": float(len(ours[0])),
        "pool_ms": report.middle(milliseconds),
        "pool_p95_ms": round(milliseconds[int(len(milliseconds) * 0.95)], 3),
        "stock_ms": report.middle([each * 1000 for each in stock]),
        **report.load(),
    }
    ratios = {"stock/pool": report.ratio(stock, [median(claims) for claims in ours])}
    return report.Result("provision", ratios, figures, len(stock))


if __name__ == "__main__":
    main()
