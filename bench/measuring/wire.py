"""Counts round trips where nothing can hide: between the driver and the server."""

from __future__ import annotations

import socket
import struct
from pathlib import Path
from threading import Thread

QUERY = b"Q"[0]  # psycopg2 speaks PostgreSQL's simple protocol: each of these waits for its answer


class Tap:
    """A socket in `folder` that passes everything on to the real server and counts queries.

    Each connection by itself: a thread of the process may have one of its own beside a request's.
    """

    def __init__(self, folder: Path, host: str, port: str) -> None:
        self.folder = folder
        self._queries: list[int] = []
        self._server = f"{host}/.s.PGSQL.{port}"
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(folder / f".s.PGSQL.{port}"))
        self._door.listen()
        Thread(target=self._serve, daemon=True).start()

    @property
    def queries(self) -> int:
        """Of all connections together."""
        return sum(self._queries)

    def counted(self) -> list[int]:
        """How many came over each connection, in the order in which these were opened."""
        return list(self._queries)

    def close(self) -> None:
        self._door.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:  # closed
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._server)
            Thread(target=_pass_on, args=(server, client), daemon=True).start()
            self._queries.append(0)
            counted = client, server, len(self._queries) - 1
            Thread(target=self._count, args=counted, daemon=True).start()

    def _count(self, client: socket.socket, server: socket.socket, at: int) -> None:
        """Each message is a letter, its length and its body; only the first has no letter."""
        try:
            self._forward(client, server, at, head=4)
            while self._forward(client, server, at, head=5):
                pass
        except OSError:
            pass
        server.close()

    def _forward(self, client: socket.socket, server: socket.socket, at: int, *, head: int) -> bool:
        begin = _exactly(client, head)
        if not begin:
            return False
        body = _exactly(client, struct.unpack("!I", begin[-4:])[0] - 4)
        if head == 5 and begin[0] == QUERY:
            self._queries[at] += 1
        server.sendall(begin + body)
        return True


def _exactly(source: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        more = source.recv(size - len(found))
        if not more:
            return b""
        found += more
    return found


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    try:
        while some := source.recv(65536):
            target.sendall(some)
    except OSError:
        pass
    target.close()
