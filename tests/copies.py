"""The template database of a run and its copies: a worker stands in one, and the next is being made."""

from __future__ import annotations

import os
import time
from contextlib import closing
from itertools import count
from typing import Any
from uuid import uuid4

import psycopg2
from django.conf import settings
from django.db import connection
from psycopg2 import errors, sql
from psycopg2.extras import wait_select

from tenants.cluster import close_to_strangers

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid4().hex)[:12].replace("-", "")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
TEMPLATE = f"kontor_template_{RUN}"
DROP = "DROP DATABASE IF EXISTS {} WITH (FORCE)"


class Copies:
    """A worker's own. The server makes and drops them while the tests go on: no thread of ours does,
    since some tests fork."""

    def __init__(self) -> None:
        self.names = (f"kontor_test_{RUN}_{WORKER}_{number}" for number in count())
        self.owner = _line()
        self.maker, self.dropper = _line(aside=True).cursor(), _line(aside=True).cursor()
        self.mine, self.gone = "", ""
        self._begin_one()

    def take(self) -> None:
        """Leave the worker in a fresh one; the one it stood in goes, whoever is there still."""
        connection.close()
        wait_select(self.maker.connection)
        close_to_strangers(self.owner, self.ahead, connection.settings_dict["USER"])
        self._let_go()
        self.mine = connection.settings_dict["NAME"] = self.ahead
        self._begin_one()

    def end(self) -> None:
        connection.close()
        wait_select(self.maker.connection)
        self._let_go()
        self.mine = self.ahead
        self._let_go()
        self._see_it_gone()
        for line in (self.owner, self.maker.connection, self.dropper.connection):
            line.close()

    def _begin_one(self) -> None:
        self.ahead = next(self.names)
        # Its files are copied as files: the log need not hold each page of them.
        copy = _said("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", self.ahead, TEMPLATE)
        self.maker.execute(copy)

    def _let_go(self) -> None:
        self._see_it_gone()
        if self.mine:
            self.gone = self.mine
            self.dropper.execute(_said(DROP, self.gone))

    def _see_it_gone(self) -> None:
        """A vacuum that happens to run there may not be ended by us; it ends by itself."""
        for _ in range(50):
            try:
                return wait_select(self.dropper.connection)
            except (errors.InsufficientPrivilege, errors.ObjectInUse):
                time.sleep(0.1)
                self.dropper.execute(_said(DROP, self.gone))
        wait_select(self.dropper.connection)


def begin_template(original: str) -> None:
    """Leave a template that nothing stands in yet."""
    with closing(_line()) as owner, owner.cursor() as cursor:
        cursor.execute(_said("CREATE DATABASE {} TEMPLATE {}", TEMPLATE, original))
        close_to_strangers(owner, TEMPLATE, settings.DATABASES["default"]["USER"])


def _said(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))


def _line(*, aside: bool = False) -> Any:
    """A connection of the owner; aside, it waits for no answer."""
    own: dict[str, Any] = settings.DATABASES["default"]
    line = psycopg2.connect(
        host=own["HOST"],
        port=own["PORT"],
        dbname="postgres",
        user=settings.DATABASE_OWNER,
        password=settings.DATABASE_OWNER_PASSWORD,
        async_=aside,
    )
    if aside:
        wait_select(line)
    else:
        line.autocommit = True
    return line
