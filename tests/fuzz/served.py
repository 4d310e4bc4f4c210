"""Kontor behind a port of this process, so that every byte of it is seen and its tables are at hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from django.db import connections
from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    def log(self, *said: Any) -> None:
        """The witness says what there is to say."""


@contextmanager
def served(application: Any) -> Iterator[str]:
    """Where it answers. One request at a time: what a witness saw is in order."""
    server = make_server("127.0.0.1", 0, application, request_handler=Quiet)
    thread = Thread(target=_serve, args=[server])
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _serve(server: Any) -> None:
    try:
        server.serve_forever()
    finally:
        connections.close_all()  # this thread's own
