"""The parent's side of a worker: start it, ask it, end it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

HOME = Path(__file__).resolve().parents[2]


class Seat:
    """A worker. Leaving it ends the process."""

    def __init__(
        self,
        kind: str,
        *,
        settings: str,
        database: str,
        static: str,
        part: str = "site",
        **more: str,
    ) -> None:
        self.kind = kind
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": settings,
            "KONTOR_DATABASE_NAME": database,
            "KONTOR_STATIC_DIR": static,
            **more,
        }
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "bench.measuring.worker", f"bench.{kind}.{part}"],
            env=self.environment,
            cwd=HOME,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for the parent; without one a worker ends by itself
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def ask(self, do: str, **given: Any) -> Any:
        assert self._process.stdin is not None  # noqa: S101 - both are pipes
        assert self._process.stdout is not None  # noqa: S101
        print(json.dumps({"do": do, "given": given}), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"The worker {self.kind} ended; what it said stands above.")
        return json.loads(line)
