"""Every tenant is at the head already: how long it takes to see that, process and all."""

from __future__ import annotations

from bench.measuring import everybody, report
from bench.measuring.sides import both


def main() -> None:
    options = report.options(__doc__ or "", rounds=3, tenants=200)
    seconds: everybody.Seconds = {}
    with both() as (sides, _):
        everybody.grow(sides, options.tenants)
        for at in range(options.rounds):
            everybody.migrate(sides, at, seconds)
    report.tell(everybody.told("migrate_noop", seconds, options.tenants), as_json=options.json)


if __name__ == "__main__":
    main()
