"""A real web server: Granian as `bin/dev` starts it, with the runtime login, behind a proxy's TLS."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Self

from bench.measuring.processes import HOME

HERE = "127.0.0.1"
THREADS = "16"
PATIENCE = 60.0  # seconds until something listens
MIB = 1024 * 1024
PAGE = os.sysconf("SC_PAGE_SIZE")


class Served:
    """One process with sixteen threads. Leaving it ends it."""

    def __init__(self, *, database: str, folder: Path) -> None:
        self.port = _free_port()
        self._log = folder / "granian.log"
        server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HERE, "--no-ws"]
        size = ["--workers", "1", "--blocking-threads", THREADS, "--port", str(self.port)]
        with self._log.open("w") as log:
            self._process = subprocess.Popen(  # noqa: S603
                [*server, *size, "config.wsgi:application"],
                cwd=HOME,
                env=_environment(database, folder),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def __enter__(self) -> Self:
        end = time.monotonic() + PATIENCE
        while not self._listens():
            if self._process.poll() is not None or time.monotonic() > end:
                self.__exit__(None, None, None)
                raise SystemExit(self._log.read_text())
            time.sleep(0.05)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _listens(self) -> bool:
        try:
            socket.create_connection((HERE, self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def memory(self) -> float:
        """MiB that the server and its worker hold in memory now."""
        first = self._process.pid
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return sum(_resident(process) for process in [str(first), *children])


def _resident(process: str) -> float:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE / MIB


class Peak:
    """The most memory that was held meanwhile: looked at fifty times a second."""

    def __init__(self, server: Served) -> None:
        self.mib = 0.0
        self._server, self._over = server, Event()
        self._thread = Thread(target=self._look)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.02):
            self.mib = max(self.mib, self._server.memory())


def _environment(database: str, folder: Path) -> dict[str, str]:
    """As in production: nobody who answers requests knows the owner's password."""
    given = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "KONTOR_DATABASE_NAME": database,
        "KONTOR_STATIC_DIR": str(folder / "static"),
        "KONTOR_SERVER_THREADS": THREADS,
        "KONTOR_TLS_AT_PROXY": "yes",
        "KONTOR_TRUSTED_PROXIES": "1",
        "KONTOR_LOG_LEVEL": "ERROR",
    }
    for secret in ("", "_PASSWORD", "_PASSWORD_FILE"):
        given.pop(f"KONTOR_DATABASE_OWNER{secret}", None)
    return given


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((HERE, 0))
        port: int = free.getsockname()[1]
    return port
