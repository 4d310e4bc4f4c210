"""One visit to a site, as its server would hand it to the application."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*')


@dataclass(frozen=True)
class Site:
    """Where it is, and what the browser of somebody who is signed in there sends."""

    host: str
    cookies: dict[str, str]

    def environ(self, path: str) -> dict[str, Any]:
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": self.host,
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": self.host,
            "HTTP_ACCEPT": "*/*",
            "HTTP_ACCEPT_LANGUAGE": "en",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "wsgi.url_scheme": "https",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }


def answer(application: Application, environ: dict[str, Any]) -> tuple[str, bytes]:
    """Status and body; the response is closed, as a server does."""
    said: list[str] = []
    parts = application(environ, lambda status, headers, info=None: said.append(status))
    try:
        return said[0], b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()


def comparable(body: bytes) -> bytes:
    """Without what is different each time: the token of each form."""
    return _TOKEN.sub(rb"\1", body)
