"""The embedded database server: made, started, found again after a crash, stopped.

Nobody but its own logins gets in: SCRAM passwords only, no TCP port, a socket in a private folder.
"""

import contextlib
import time
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg2

from deploy.embedded import (
    account,
    binaries,
    data_folder,
    process_table,
    secret_files,
    socket_folder,
)
from deploy.embedded.processes import Child, Run
from deploy.embedded.refusal import Refusal
from deploy.embedded.roster import DATABASE, Entry, end

PORT = 5432  # a part of the socket's name; nothing listens on TCP
SUPERUSER = "postgres"
PATIENCE = 60.0  # seconds for a start, recovery after a crash included
ATTEMPTS = 5  # a killed server's own processes may need a moment to notice

ALWAYS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_error_statement": "panic",  # statements carry people's data, a log must not
    "log_error_verbosity": "terse",
    "max_locks_per_transaction": "256",  # a schema per tenant: very many tables in one transaction
}
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Cluster:
    """The database server of one state. Its files are in `home`: see account.py for where."""

    port = PORT
    superuser = SUPERUSER

    def __init__(self, state: Path, *, fast: bool = False) -> None:
        self.state = state.resolve()
        self.fast = fast
        self.account = account.for_database()
        self.home = account.home_of(self.state, self.account)
        self.server = self.home / "server"
        self.data = self.server / "data"
        self.password_file = self.state / "secrets" / "superuser"

    @cached_property
    def programs(self) -> Path:
        return binaries.folder(self.account)

    @property
    def host(self) -> str:
        """The socket's folder, which is the `host` of a client."""
        return str(socket_folder.made(self.home, self.account))

    @property
    def connection(self) -> dict[str, Any]:
        """What psycopg2.connect() takes, with the name of a database, to enter as the superuser."""
        password = secret_files.kept(self.password_file)
        return {"host": self.host, "port": PORT, "user": SUPERUSER, "password": password}

    def start(self, run: Run) -> None:
        """Have the server answer, whatever a killed run left: half a folder, an orphan."""
        self._end_orphan()
        self._make_if_missing()
        for _ in range(ATTEMPTS):
            child = self._launch(run)
            if self._answers_in_time(child):
                return
            if child.is_running:
                break
            run.children.remove(child)
            time.sleep(1)
        raise Refusal(f"The database did not start. {child.report()}")

    def is_answering(self) -> bool:
        try:
            psycopg2.connect(**self.connection, dbname="postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    def remove(self) -> None:
        """Stop an orphan and delete the database's files."""
        self._end_orphan()
        data_folder.sweep(self.server)
        socket_folder.remove(self.home, self.account)
        self.home.rmdir()

    def _make_if_missing(self) -> None:
        password = secret_files.kept(self.password_file)
        if not data_folder.is_made(self.server, password):
            data_folder.make(
                self.server,
                programs=self.programs,
                account=self.account,
                superuser=SUPERUSER,
                password=password,
                fast=self.fast,
            )

    def _launch(self, run: Run) -> Child:
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        folder = socket_folder.cleaned(Path(self.host))
        lz4 = {"default_toast_compression": "lz4"} if binaries.has_lz4(self.programs) else {}
        settings = {
            **ALWAYS,
            **lz4,
            **(FAST if self.fast else {}),
            "unix_socket_directories": str(folder),
        }
        command: list[str | Path] = [self.programs / "postgres", "-D", self.data]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return run.start(
            DATABASE, command, environment=data_folder.CLEAN, folder=self.home, account=self.account
        )

    def _answers_in_time(self, child: Child) -> bool:
        deadline = time.monotonic() + PATIENCE
        while child.is_running and time.monotonic() < deadline:
            if self.is_answering():
                return True
            time.sleep(0.05)
        return False

    def _end_orphan(self) -> None:
        """Stop a server that outlived its run; believe the pid file only if it is ours."""
        with contextlib.suppress(FileNotFoundError, ValueError):
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            orphan = process_table.one(pid)
            if orphan and process_table.stands_in(pid, self.data):
                print("Stopping the database of an earlier run ...", flush=True)
                end([Entry(DATABASE, pid, orphan.started, whole_group=False)])
