"""Wakes a worker when a job is committed, by LISTEN on a connection of its own."""

from __future__ import annotations

import contextlib
import select
import time

import psycopg2
from django.db import connection
from psycopg2 import extensions, sql


def channel_of(queue: str) -> str:
    return f"jobs_{queue}"


class Listener:
    """A raw connection, since listening is state of the session: it sends nothing but LISTEN.

    Behind a pooler nothing is heard, and without a database nothing either; then `wait` takes its
    whole time and the worker is as good as one that polls.
    """

    def __init__(self, queues: list[str]) -> None:
        self.channels = [channel_of(queue) for queue in queues]
        self.line: extensions.connection | None = None

    def wait(self, seconds: float) -> bool:
        """Return True at a call (one that came meanwhile counts), False after so many seconds."""
        try:
            line = self.line or self._connect()
            select.select([line], [], [], seconds)
            line.poll()
        except (psycopg2.Error, OSError):
            self.close()
            time.sleep(seconds)
            return False
        called = bool(line.notifies)
        line.notifies.clear()
        return called

    def _connect(self) -> extensions.connection:
        params = connection.get_connection_params()
        params.pop("cursor_factory", None)
        line: extensions.connection = psycopg2.connect(**params)
        line.autocommit = True
        with line.cursor() as cursor:
            for channel in self.channels:
                cursor.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        self.line = line
        return line

    def close(self) -> None:
        if self.line is not None:
            with contextlib.suppress(psycopg2.Error):
                self.line.close()
        self.line = None
