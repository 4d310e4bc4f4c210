"""One side, in a process of its own: Django's settings hold for a whole process.

`python -m bench.measuring.worker MODULE` does what its parent asks, a line of JSON at a time:
what stands here, or a function of the module. Its `build(folder)` makes the site and tells where
it is.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.utils.module_loading import import_string

from bench.measuring.visit import Application, Site, answer, comparable
from config.depth import at_any_depth


class Worker:
    """Each public method is a thing that the parent may ask for."""

    application: Application
    site: Site

    def __init__(self, module: str) -> None:
        self._module = import_module(module)

    def does(self, what: str) -> Callable[..., Any]:
        found: Callable[..., Any] = getattr(self, what, None) or getattr(self._module, what)
        return found

    def build(self, folder: str) -> None:
        self.site = Site(**self._module.build(Path(folder)))

    def open(self) -> None:
        """Import what serves; what is there by then is no garbage and never looked at again."""
        self.application = import_string(settings.WSGI_APPLICATION)

    def body(self, path: str) -> str:
        """What a visitor sees. Anything but 200 ends the benchmark."""
        status, body = answer(self.application, self.site.environ(path))
        if not status.startswith("200"):
            raise RuntimeError(f"{path} answered {status}: {body[:300]!r}")
        return comparable(body).decode()

    def settle(self) -> None:
        gc.collect()
        gc.freeze()

    def serve(self, path: str, requests: int) -> list[float]:
        """Seconds of one request, by the clock and of this process, on the average of so many."""
        environs = [self.site.environ(path) for _ in range(requests)]
        gc.collect()
        clock, busy = time.perf_counter(), time.process_time()
        for environ in environs:
            answer(self.application, environ)
        clock, busy = time.perf_counter() - clock, time.process_time() - busy
        return [clock / requests, busy / requests]

    def reconnect(self, host: str) -> None:
        from django.db import connection  # settings are there once we are asked

        connection.close()
        connection.settings_dict["HOST"] = host


@at_any_depth
def main() -> None:
    """Answers go to the real standard output; whatever else is printed does not mix with them.

    No side is slow because its loops happen to stand where Python's stack ends.
    """
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    django.setup()
    worker = Worker(sys.argv[1])
    for line in sys.stdin:
        asked: dict[str, Any] = json.loads(line)
        found = worker.does(asked["do"])(**asked["given"])
        print(json.dumps(found), file=out, flush=True)


if __name__ == "__main__":
    main()
