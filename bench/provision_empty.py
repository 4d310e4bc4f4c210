"""A workspace from a wish when the pool is empty: ours, django-tenants, and the bare script in psql."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from bench.measuring import databases, report
from bench.measuring.sides import Side, both
from config import env

# The time of the script itself, as psql sees it: neither its start nor its sign-in.
_SCRIPT = """\
SELECT clock_timestamp() AS began \\gset
BEGIN;
{script}
COMMIT;
SELECT extract(epoch FROM clock_timestamp() - :'began'::timestamptz);
"""


def main() -> None:
    options = report.options(__doc__ or "", rounds=9)
    times: dict[str, list[float]] = {"stock": [], "ours": [], "floor": []}
    with both() as (sides, path):
        ours, stock = sides["ours"], sides["stock"]
        for side in sides.values():
            side.ask("prepare")
            side.ask("provide")
            side.ask("settle")
        for at in range(options.rounds):
            times["stock"].append(stock.ask("provide"))
            for kind in ("floor", "ours") if at % 2 else ("ours", "floor"):
                seconds = ours.ask("provide") if kind == "ours" else _floor(ours, path)
                times[kind].append(seconds)
    report.tell(_result(times), as_json=options.json)


def _floor(ours: Side, path: Path) -> float:
    """Seconds of the same script for a schema more, its role made before."""
    script: str = ours.ask("script")
    file = path / "script.sql"
    file.write_text(_SCRIPT.format(script=script.strip().removesuffix(";") + ";"))
    return float(_psql(ours.database, file).strip().splitlines()[-1])


def _psql(database: str, file: Path) -> str:
    program = Path(env.text("KONTOR_PG_BIN"), "psql")
    where = f"host={databases.host()} port={databases.port()} dbname={database}"
    done = subprocess.run(  # noqa: S603
        [program, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", file, "-d", where],
        env={
            **os.environ,
            "PGUSER": env.text("KONTOR_DATABASE_OWNER"),
            "PGPASSWORD": env.secret("KONTOR_DATABASE_OWNER_PASSWORD"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"psql: {done.stderr}")
    return done.stdout


def _result(times: dict[str, list[float]]) -> report.Result:
    ratios = {
        "stock/ours": report.ratio(times["stock"], times["ours"]),
        "ours/floor": report.ratio(times["ours"], times["floor"]),
    }
    figures = {
        f"{kind}_ms": report.middle([each * 1000 for each in found])
        for kind, found in times.items()
    }
    return report.Result(
        "provision_empty", ratios, {**figures, **report.load()}, len(times["ours"])
    )


if __name__ == "__main__":
    main()
