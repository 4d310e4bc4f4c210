"""A real web server on the test's own database, and a pooler that can stand in between."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from tests.deploy.conftest import free_port

HERE = "127.0.0.1"
PATIENCE = 60.0  # seconds until something listens
PGBOUNCER = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")


class Process:
    """Runs from `with` to its end; what it says stands in a file."""

    port: int

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()

    def command(self) -> list[str]:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return dict(os.environ)

    @property
    def log(self) -> Path:
        return self.folder / f"{type(self).__name__}.log"

    def __enter__(self) -> Any:
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                self.command(),
                cwd=settings.HOME,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        end = time.monotonic() + PATIENCE
        while not self._listens():
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError(self.log.read_text())
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _listens(self) -> bool:
        try:
            socket.create_connection((HERE, self.port), timeout=1).close()
        except OSError:
            return False
        return True


class Pooler(Process):
    """pgbouncer in transaction mode: a server's connection belongs to a client for a transaction."""

    def __init__(self, folder: Path, *, connections: int) -> None:
        super().__init__(folder)
        self.connections = connections

    def command(self) -> list[str]:
        own = settings.DATABASES["default"]
        users = self._written("users.txt", f'"{own["USER"]}" "{own["PASSWORD"]}"\n')
        config = self._written("pgbouncer.ini", _CONFIG.format(own=own, users=users, me=self))
        assert PGBOUNCER
        command = [PGBOUNCER, str(config)]
        if os.geteuid() == 0:  # it refuses to run as root: as who may enter the socket's folder
            command[1:1] = ["--user", _owner_of(Path(own["HOST"]))]
        return command

    def _written(self, name: str, text: str) -> Path:
        """Readable to another account below a folder that is not: pgbouncer opens them first."""
        file = self.folder / name
        file.write_text(text)
        if os.geteuid() == 0:
            owner = pwd.getpwnam(_owner_of(Path(settings.DATABASES["default"]["HOST"])))
            os.chown(file, owner.pw_uid, owner.pw_gid)
        file.chmod(0o600)
        return file


def _owner_of(place: Path) -> str:
    return pwd.getpwuid(place.stat().st_uid).pw_name


# Django asks for nothing at the start that needs `ignore_startup_parameters`: psycopg2 sends the
# encoding, which pgbouncer follows, and the time zone, which it follows too, comes afterwards.
_CONFIG = """
[databases]
* = host={own[HOST]} port={own[PORT]}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {me.port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {users}
pool_mode = transaction
default_pool_size = {me.connections}
max_client_conn = 100
"""


class Web(Process):
    """Kontor as Granian serves it, behind a proxy that ends TLS; with the runtime login only."""

    def __init__(self, folder: Path, *, pooler: Pooler | None = None, threads: int = 4) -> None:
        super().__init__(folder)
        self.pooler = pooler
        self.threads = threads

    def command(self) -> list[str]:
        server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
        size = ["--workers", "1", "--blocking-threads", str(self.threads)]
        where = ["--host", HERE, "--port", str(self.port)]
        return [*server, *size, *where, "config.wsgi:application"]

    def environment(self) -> dict[str, str]:
        given = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.isolation.served_settings",
            "KONTOR_DATABASE_NAME": connection.settings_dict["NAME"],
            "KONTOR_SERVER_THREADS": str(self.threads),
            "KONTOR_TLS_AT_PROXY": "yes",
        }
        if self.pooler is not None:
            given |= {
                "KONTOR_DATABASE_HOST": HERE,
                "KONTOR_DATABASE_PORT": str(self.pooler.port),
            }
        for secret in ("", "_PASSWORD", "_PASSWORD_FILE"):
            given.pop(f"KONTOR_DATABASE_OWNER{secret}", None)
        return given
