"""Keeps the lease of the job in hand, from a thread with a connection of its own."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from django.db import Error, connection

from jobs.models import Job
from tenants.rooms import public_room

log = logging.getLogger(__name__)


class Heartbeat:
    """Three beats in the length of a lease. A job that ends sooner never costs one."""

    def __init__(self, lease: float) -> None:
        self.lease = lease
        self.job: Job | None = None
        self._end = Event()
        self._thread = Thread(target=self._beat, name="heartbeat", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._end.set()
        self._thread.join()

    @contextmanager
    def holding(self, job: Job) -> Iterator[None]:
        self.job = job
        try:
            yield
        finally:
            self.job = None

    def _beat(self) -> None:
        while not self._end.wait(self.lease / 3):
            job = self.job
            if job is not None:
                self._renew(job)

    def _renew(self, job: Job) -> None:
        """A lease that is lost is found out by whoever finishes the job, not here."""
        try:
            with public_room():
                job.renew(self.lease)
        except Error as error:
            log.warning("job %s: no heartbeat (%s)", job.pk, type(error).__name__)
        finally:
            connection.close()
