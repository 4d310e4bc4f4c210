"""The template database of a run and its copies: a worker stands in one, and the next is being made."""

from __future__ import annotations

import os
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from itertools import count
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection
from psycopg2 import errors, sql

from tenants.cluster import close_to_strangers

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12].replace("-", "")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
TEMPLATE = f"kontor_template_{RUN}"


class Copies:
    """A worker's own. They are made and dropped aside, while the tests go on."""

    def __init__(self) -> None:
        self.aside = ThreadPoolExecutor(1)
        self.names = (f"kontor_test_{RUN}_{WORKER}_{number}" for number in count())
        self.mine = ""
        self.dropped: Future[None] | None = None
        self.ahead = self._begin_one()

    def take(self) -> None:
        """Leave the worker in a fresh one; the one it stood in goes, whoever is there still."""
        fresh = self._leave()
        self.mine = connection.settings_dict["NAME"] = fresh
        self.ahead = self._begin_one()

    def end(self) -> None:
        drop(self._leave())
        self.aside.shutdown()
        if self.dropped is not None:
            self.dropped.result()

    def _leave(self) -> str:
        """The name of the next one; what went wrong aside is raised here."""
        connection.close()
        if self.dropped is not None:
            self.dropped.result()
        if self.mine:
            self.dropped = self.aside.submit(drop, self.mine)
        return self.ahead.result()

    def _begin_one(self) -> Future[str]:
        return self.aside.submit(_copied, next(self.names))


def _copied(name: str) -> str:
    # Its files are copied as files: the log need not hold each page of them.
    on_server("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, TEMPLATE)
    return name


def drop(name: str) -> None:
    """A vacuum that happens to run there may not be ended by us; it ends by itself."""
    for patience in range(50):
        try:
            return on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        except (errors.InsufficientPrivilege, errors.ObjectInUse):
            if patience == 49:
                raise
            time.sleep(0.1)


def on_server(statement: str, *names: str) -> None:
    own: dict[str, Any] = settings.DATABASES["default"]
    with closing(
        psycopg2.connect(
            host=own["HOST"],
            port=own["PORT"],
            dbname="postgres",
            user=settings.DATABASE_OWNER,
            password=settings.DATABASE_OWNER_PASSWORD,
        )
    ) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
        if statement.startswith("CREATE DATABASE"):
            close_to_strangers(server, names[0], own["USER"])
