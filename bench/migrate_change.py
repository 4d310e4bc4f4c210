"""One new column and one new table for every tenant, process and all."""

from __future__ import annotations

from pathlib import Path

from bench.measuring import everybody, report
from bench.measuring.sides import WITH_RELEASES, Side, both
from bench.releases.migrations import come_out, table_of


def main() -> None:
    options = report.options(__doc__ or "", rounds=3, tenants=200)
    seconds: everybody.Seconds = {}
    with both(WITH_RELEASES) as (sides, path):
        come_out(path, 1)
        everybody.grow(sides, options.tenants)
        for at in range(options.rounds):
            _release(sides, path, at + 2, options.tenants, seconds)
    report.tell(everybody.told("migrate_change", seconds, options.tenants), as_json=options.json)


def _release(
    sides: dict[str, Side], path: Path, number: int, tenants: int, seconds: everybody.Seconds
) -> None:
    """Each round is a release of its own. Who left a tenant out is not measured."""
    come_out(path, number)
    everybody.migrate(sides, number, seconds)
    for kind, side in sides.items():
        reached = side.schemas_with(table_of(number))
        if reached < tenants:
            raise SystemExit(f"{kind} brought the release to {reached} of {tenants} tenants.")


if __name__ == "__main__":
    main()
