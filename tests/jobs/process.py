"""A real worker in a process of its own, on the test's database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection

PATIENCE = 60.0  # seconds, on a busy machine


class WorkerProcess:
    """Its only jobs are the test's, unless the schedules are asked for."""

    def __init__(
        self, *queues: str, lease: int = 60, poll: int = 1, schedules: bool = False
    ) -> None:
        chosen = [word for queue in queues or ("default",) for word in ("--queue", queue)]
        chosen += [] if schedules else ["--without-schedules"]
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "worker", *chosen],
            cwd=settings.HOME,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "KONTOR_DATABASE_NAME": connection.settings_dict["NAME"],
                "KONTOR_JOB_LEASE_SECONDS": str(lease),
                "KONTOR_JOB_POLL_SECONDS": str(poll),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> WorkerProcess:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.kill()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()

    def stop(self) -> tuple[int, str]:
        """Ask it to end; answer its status and its log."""
        self.process.send_signal(signal.SIGTERM)
        log = self.process.communicate(timeout=PATIENCE)[1]
        return self.process.returncode, log


def wait_for(what: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """The first true answer; TimeoutError when there is none in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := what():
            return answer
        time.sleep(0.02)
    raise TimeoutError
