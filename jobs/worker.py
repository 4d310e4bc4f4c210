"""The worker: one process, one job at a time, until it is asked to stop."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import time
from contextlib import suppress
from types import FrameType

from django.conf import settings
from django.db import Error, connection

from jobs.errors import Stopped
from jobs.heartbeat import Heartbeat
from jobs.listener import Listener
from jobs.models import Job, Turns
from jobs.run import run
from jobs.schedules import Clock
from tenants.rooms import public_room

log = logging.getLogger(__name__)

SOONER = 50  # the first look after a job comes so many times sooner than those of an idle worker
LAST_JOB = 5.0  # seconds that the job in hand has left when the worker is asked to stop


class Worker:
    """Takes the jobs of its queues, the first queue first.

    Asked to stop (SIGTERM, SIGINT) it finishes the job in hand, or after some seconds gives it
    back. Killed, it loses nothing: the lease runs out and another worker takes the job again.
    With a clock it also fires the schedules, between two jobs and when there is none.
    """

    def __init__(self, queues: list[str], clock: Clock | None = None) -> None:
        self.queues = queues
        self.name = f"{socket.gethostname()[:60]}-{os.getpid()}-{secrets.token_hex(6)}"
        self.lease = float(settings.JOB_LEASE_SECONDS)
        self.poll = float(settings.JOB_POLL_SECONDS)
        self.stopping = False
        self.heartbeat = Heartbeat(self.lease)
        self.listener = Listener(queues)
        self.clock = clock
        self.brought = time.monotonic()
        self.pause = self.poll / SOONER
        self.turns: dict[str, Turns] = {queue: {} for queue in queues}

    def serve(self) -> None:
        """Run jobs until asked to stop."""
        self._take_signals()
        self.heartbeat.start()
        log.info("worker %s serves %s", self.name, ", ".join(self.queues))
        with suppress(Stopped):
            self.listener.wait(0)  # from here on no call is missed
            while not self.stopping:
                self._look_at_the_clock()
                self.pause = self.poll / SOONER if self._try_one() else self._pause()
        self._end()

    def run_all(self) -> int:
        """Run what is due now, and tell how many jobs that were."""
        taken = 0
        while self.run_one():
            taken += 1
        return taken

    def run_one(self) -> bool:
        """Run the best job that is due; False when there is none."""
        job = self.claim()
        if job is None:
            return False
        with self.heartbeat.holding(job):
            run(job)
        connection.close_if_unusable_or_obsolete()  # what the job left on it is gone
        return True

    def claim(self) -> Job | None:
        """Also a worker that is never idle sees, once a second, which jobs' time has come."""
        with public_room():
            job = self._next()
            if job is None:
                return self._next() if self._bring() else None
            if time.monotonic() > self.brought + self.poll:
                self._bring()
            return job

    def _next(self) -> Job | None:
        for queue in self.queues:
            job = Job.objects.claim(
                queue=queue, worker=self.name, lease=self.lease, turns=self.turns[queue]
            )
            if job is not None:
                return job
        return None

    def _bring(self) -> int:
        self.brought = time.monotonic()
        return sum(Job.objects.bring(queue=queue) for queue in self.queues)

    def _try_one(self) -> bool:
        """Without a database there is no job, and nothing is lost: the lease will run out."""
        try:
            return self.run_one()
        except Error as error:
            log.error("worker %s: the database failed (%s)", self.name, type(error).__name__)
            connection.close()
            return False

    def _look_at_the_clock(self) -> None:
        """A slot that could not be marked is looked at again in a second."""
        try:
            for name in self.clock.when_due() if self.clock else ():
                log.info("worker %s: it is time for %s", self.name, name)
        except Error as error:
            log.error("worker %s: no clock (%s)", self.name, type(error).__name__)
            connection.close()

    def _pause(self) -> float:
        """Wait for a call, and longer each time: who enqueues while there is work does not call,
        and may commit when there is none any more."""
        self.listener.wait(self.pause)
        return min(2 * self.pause, self.poll)

    def _take_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked_to_stop)
        signal.signal(signal.SIGALRM, self._out_of_time)

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True
        signal.setitimer(signal.ITIMER_REAL, LAST_JOB)

    def _out_of_time(self, number: int, frame: FrameType | None) -> None:
        """Raised wherever the job stands; between jobs it ends the loop all the same."""
        raise Stopped

    def _end(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        self.heartbeat.stop()
        self.listener.close()
        connection.close()
        log.info("worker %s ended", self.name)
