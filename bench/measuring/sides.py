"""Two ways to have tenants, side by side: Kontor and django-tenants, each with its own database."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from bench.measuring import databases
from bench.measuring.processes import HOME, Seat

SETTINGS = {"ours": "config.settings", "stock": "bench.stock.settings"}
WITH_RELEASES = {"ours": "bench.ours.released", "stock": "bench.stock.released"}

# structlog imports it where it finds it: a tenth of the start of a process. requirements/run.txt
# does not have it.
_NOT_IN_PRODUCTION = "raise ImportError('only in requirements/develop.txt')\n"


class Side(Seat):
    """A process that stays and makes tenants, and whole processes that come and go."""

    def __init__(
        self, kind: str, *, settings: str, database: str, path: Path, part: str = "tenants"
    ) -> None:
        self.database = database
        self._settings, self._path = settings, path
        super().__init__(
            kind,
            part=part,
            settings=settings,
            database=database,
            static=str(path / "static"),
            KONTOR_FILES_DIR=str(path / "files"),
            PYTHONPATH=str(path),
        )

    def beside(self, part: str) -> Side:
        """Another process at the same database."""
        return Side(
            self.kind,
            settings=self._settings,
            database=self.database,
            path=self._path,
            part=part,
        )

    def manage(self, *words: str) -> float:
        """Seconds of `manage.py` with these words, from its start to its end."""
        began = time.perf_counter()
        done = subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", *words],
            cwd=HOME,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - began
        if done.returncode:
            raise SystemExit(f"{self.kind}: {' '.join(words)}\n{done.stdout}\n{done.stderr}")
        return seconds

    def schemas_with(self, table: str) -> int:
        """In how many schemas a table of this name stands."""
        with closing(databases.connection(self.database)) as owner, owner.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_tables WHERE tablename = %s", [table])
            return sum(count for (count,) in cursor.fetchall())


@contextlib.contextmanager
def both(settings: dict[str, str] = SETTINGS) -> Iterator[tuple[dict[str, Side], Path]]:
    """The two, and a folder on the path of their processes. Nothing of it stays."""
    with ExitStack() as stack:
        names = stack.enter_context(databases.made(*settings))
        path = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        for folder in ("static", "files"):
            (path / folder).mkdir()
        (path / "rich.py").write_text(_NOT_IN_PRODUCTION)
        sides = {
            kind: stack.enter_context(Side(kind, settings=module, database=names[kind], path=path))
            for kind, module in settings.items()
        }
        yield sides, path


def turned(kinds: dict[str, Side], at: int) -> list[str]:
    """Who begins changes from round to round."""
    named = list(kinds)
    first = at % len(named)
    return [*named[first:], *named[:first]]
