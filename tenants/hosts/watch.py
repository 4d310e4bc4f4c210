"""A process learns within a second whose hosts changed, and no request has to ask for it.

While requests come, a thread reads the changes (`tenants.models.HostChange`) every 0.4 s on a
connection of its own. It only spares the requests the asking: one that finds the last look too
old, since the thread is late or gone, looks itself. No notification can be missed, since none is
sent; it works behind a transaction pooler, where LISTEN does not.
"""

from __future__ import annotations

import logging
import math
import time
from threading import Lock, Thread
from typing import Any

from django.conf import settings
from django.db import Error, connection

from tenants.hosts.remembered import Remembered
from tenants.models import HostChange
from tenants.rooms import public_room

log = logging.getLogger(__name__)

PAUSE = 0.4  # seconds between two looks: well below HOSTS_CHECKED_SECONDS
REST = 10.0  # seconds without a request, after which the thread ends


class Watch:
    def __init__(self, known: Remembered[Any], *, helped: bool = True, rest: float = REST) -> None:
        self._known, self._helped, self._rest = known, helped, rest
        self._snapshot: str | None = None
        self._looked = self._asked = -math.inf  # when the last good look began; the last request
        self._looking, self._starting = Lock(), Lock()
        self.thread: Thread | None = None

    def be_fresh(self) -> None:
        """What is remembered from here on was true less than HOSTS_CHECKED_SECONDS ago."""
        oldest = settings.HOSTS_CHECKED_SECONDS
        if oldest == math.inf:
            return
        self._asked = now = time.monotonic()
        if now - self._looked > oldest:
            with self._looking:  # one looks, the others wait for it
                if now - self._looked > oldest:
                    self._look()
        if self._helped and not self._is_watched():
            self._start()

    def _look(self) -> None:
        """Forget whose hosts changed. After a look that failed, everything."""
        began, before = time.monotonic(), self._snapshot
        self._snapshot = None
        with public_room():
            self._snapshot, changed = HostChange.objects.since(before)
        if before is None:
            self._known.forget_all()
        elif changed:
            self._known.forget(changed)
        self._looked = began

    def _start(self) -> None:
        with self._starting:
            if not self._is_watched():
                self.thread = Thread(target=self._watch, name="hosts", daemon=True)
                self.thread.start()

    def _is_watched(self) -> bool:
        return self.thread is not None and self.thread.is_alive()

    def _watch(self) -> None:
        while time.monotonic() - self._asked < self._rest:
            time.sleep(PAUSE)
            try:
                with self._looking:
                    self._look()
            except Error as error:
                log.error("the hosts cannot be watched (%s)", type(error).__name__)
                connection.close()
        connection.close()
