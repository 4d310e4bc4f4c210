"""What grows with the number of tenants, and what does not: one database, measured on its way up."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from bench.measuring import databases, report
from bench.measuring.sides import SETTINGS, Side, both

SIZES = (10, 100, 1000)  # those below what is asked for
PATHS = {"page": "/invoices/", "api": "/api/v1/invoices/"}
CLAIMS = 20
BUILDS = 3
CHECKS = 3
CONNECTIONS = 20


def main() -> None:
    options = report.options(__doc__ or "", rounds=4, tenants=1000, visited=50)
    found: dict[int, report.Figures] = {}
    with both({"ours": SETTINGS["ours"]}) as (sides, path):
        ours = sides["ours"]
        (path / "rows").mkdir()
        ours.manage("collectstatic", "--no-input")
        ours.ask("prepare")
        for size in [*(each for each in SIZES if each < options.tenants), options.tenants]:
            ours.ask("grow", tenants=max(size - ours.ask("standing"), 0))
            found[size] = {
                **_requests(ours, path, options.visited, options.rounds),
                **_operations(ours),
            }
    report.tell(_result(found, options.rounds), as_json=options.json)


def _requests(ours: Side, path: Path, visited: int, rounds: int) -> report.Figures:
    """In a process of its own, which has met nobody yet."""
    with ours.beside("crowd") as crowd:
        crowd.ask("gather", many=visited, folder=str(path / "rows"))
        first = crowd.ask("first_visits", path=PATHS["page"])
        connected = crowd.ask("connections", many=CONNECTIONS)
        return {
            **{
                f"{name}_ms": _ms(crowd.ask("visits", path=where, rounds=rounds))
                for name, where in PATHS.items()
            },
            "first_visit_ms": _ms(first),
            "connect_ms": _ms([connect for connect, _ in connected]),
            "first_statement_ms": _ms([statement for _, statement in connected]),
        }


def _operations(ours: Side) -> report.Figures:
    """What is made here stays: the next size counts it."""
    ours.ask("fill", spares=CLAIMS)
    ours.ask("settle")
    claims = ours.ask("claim", many=CLAIMS)
    return {
        "claim_ms": _ms(claims),
        "empty_pool_ms": _ms([ours.ask("provide") for _ in range(BUILDS)]),
        "check_ms": _ms([ours.manage("migrate_tenants", "--check") for _ in range(CHECKS)]),
        "megabytes": _megabytes(ours.database),
    }


def _ms(seconds: list[float]) -> float:
    return report.middle([each * 1000 for each in seconds], 2)


def _megabytes(database: str) -> float:
    with closing(databases.connection(database)) as owner, owner.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database()) / 1048576.0")
        return round(float(cursor.fetchall()[0][0]), 1)


def _result(found: dict[int, report.Figures], rounds: int) -> report.Result:
    """Ratios of the largest to the smallest size: minutes lie between the two."""
    least, most = min(found), max(found)
    ratios = {
        f"{name}, {most}/{least}": round(found[most][f"{name}_ms"] / found[least][f"{name}_ms"], 3)
        for name in ("page", "api", "first_visit", "claim", "empty_pool", "check")
    }
    figures = {f"{size}: {name}": value for size, of in found.items() for name, value in of.items()}
    return report.Result("scale", ratios, {**figures, **report.load()}, rounds)


if __name__ == "__main__":
    main()
