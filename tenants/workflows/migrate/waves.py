"""Many schemas go one way, over several connections at once; who meets a lock tries again later."""

from __future__ import annotations

import heapq
import random
import time
from collections.abc import Callable, Iterable
from threading import Condition, Thread

from django.db import connection

from tenants.rooms import as_owner
from tenants.workflows.migrate.failing import Failed, Moved, note_failure
from tenants.workflows.migrate.walk import walk
from tenants.workflows.migrate.way import Way

TRIES = 8
FIRST_WAIT, LONGEST_WAIT = 0.25, 5.0  # seconds, doubled with each try and spread

Ended = Callable[[str, Failed | Moved | None], None]


class Wave:
    """The schemas of one wave, each with the moment from which it may be tried (again)."""

    def __init__(self, way: Way, names: Iterable[str], ended: Ended) -> None:
        self.way, self.ended = way, ended
        self._waiting = [(0.0, 0, name) for name in names]
        self._under_way = 0
        self._changed = Condition()
        self._broken: BaseException | None = None

    def run(self, connections: int) -> None:
        """Over so many connections; one: ours. Answers when each schema has ended, one way or another."""
        if min(connections, len(self._waiting)) == 1:
            return self._go_on()
        threads = [
            Thread(target=self._work, name=f"migrate-{number}")
            for number in range(min(connections, len(self._waiting)))
        ]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                thread.join()
        except BaseException as error:  # interrupted: who is under way ends, nobody else begins
            self._break(error)
            for thread in threads:
                thread.join()
        if self._broken is not None:
            raise self._broken

    def _work(self) -> None:
        try:
            with as_owner():
                self._go_on()
        except BaseException as error:  # a mistake of ours: told by the thread that waits for us
            self._break(error)
        finally:
            connection.close()

    def _go_on(self) -> None:
        while (task := self._next()) is not None:
            self._try(*task)

    def _try(self, tries: int, name: str) -> None:
        again: float | None = None
        outcome: Failed | Moved | None = None
        try:
            walk(self.way, name)
        except Moved as moved:
            outcome = moved
        except Failed as failed:
            outcome = failed
            if failed.passes:
                connection.close()
            if failed.passes and tries + 1 < TRIES:
                again = time.monotonic() + back_off(tries)
        if isinstance(outcome, Failed) and again is None:
            note_failure(name, outcome)
        with self._changed:
            self._under_way -= 1
            if again is not None:
                heapq.heappush(self._waiting, (again, tries + 1, name))
            else:
                self.ended(name, outcome)
            self._changed.notify_all()

    def _next(self) -> tuple[int, str] | None:
        with self._changed:
            while self._broken is None and (self._waiting or self._under_way):
                wait = None
                if self._waiting:
                    due, tries, name = self._waiting[0]
                    wait = due - time.monotonic()
                    if wait <= 0:
                        heapq.heappop(self._waiting)
                        self._under_way += 1
                        return tries, name
                self._changed.wait(wait)
        return None

    def _break(self, error: BaseException) -> None:
        with self._changed:
            self._broken = self._broken or error
            self._changed.notify_all()


def back_off(tries: int) -> float:
    wait: float = min(FIRST_WAIT * 2**tries, LONGEST_WAIT)
    return wait * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
