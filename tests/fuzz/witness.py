"""Stands between the fuzzer and Kontor, and looks at every answer, whoever asked for it."""

from __future__ import annotations

import json
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.core.signals import got_request_exception

from config import problems
from tests.fuzz.unending import Unending

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass
class Witness:
    """A WSGI application around ours, as if served over TLS at this host. `foreign` are texts that no answer may hold.

    `ids` are those of another tenant: none may be answered but to who sent it.
    """

    application: Application
    host: str
    tokens: Unending
    foreign: tuple[str, ...] = ()
    ids: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)

    def __call__(self, asked: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        asked |= {"wsgi.url_scheme": "https", "HTTP_HOST": self.host}
        self.tokens.put_in_place(asked)
        sent = asked["wsgi.input"].read(int(asked.get("CONTENT_LENGTH") or 0))
        asked["wsgi.input"] = BytesIO(sent)
        said: dict[str, Any] = {}

        def hear(status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
            said.update(status=int(status[:3]), headers=dict(headers))
            return start_response(status, headers, error)

        with raised() as errors:
            body = _read(self.application(asked, hear))
        self.statuses[said["status"]] += 1
        for complaint in (
            *errors,
            *self._faults(asked, sent, said["status"], said["headers"], body),
        ):
            self.complaints.append(f"{asked['REQUEST_METHOD']} {asked['PATH_INFO']!r}: {complaint}")
        return [body]

    @staticmethod
    def faults_of(answer: Any) -> list[str]:
        """Of an answer to a test's client."""
        if answer.status_code >= 500:
            return [f"a server error, {answer.status_code}"]
        if answer.status_code >= 400:
            return list(_no_problem(answer.status_code, answer.headers, answer.content))
        return []

    def _faults(
        self, asked: dict[str, Any], sent: bytes, status: int, headers: dict[str, str], body: bytes
    ) -> Iterator[str]:
        if status >= 500:
            yield f"a server error, {status}"
        whole = repr(headers) + body.decode("utf-8", "replace")
        for text in self.foreign:
            if text in whole:
                yield f"another tenant's text in an answer {status}: {whole[:500]}"
        mine = f"{asked['PATH_INFO']}?{asked['QUERY_STRING']} {sent!r}".lower()
        for key in self.ids:
            if key in whole and key not in mine:
                yield f"another tenant's id in an answer {status}: {whole[:500]}"
        for_api = asked["PATH_INFO"].startswith("/api/") and asked["REQUEST_METHOD"] != "HEAD"
        if status >= 400 and for_api:
            yield from _no_problem(status, headers, body)


def _no_problem(status: int, headers: Mapping[str, str], body: bytes) -> Iterator[str]:
    """What keeps a refusal from being a problem of ours (RFC 9457)."""
    if headers.get("Content-Type") != problems.CONTENT_TYPE:
        yield f"{status} as {headers.get('Content-Type')}: {body[:200]!r}"
        return
    told = json.loads(body)
    if told.get("status") != status or not told.get("code") or not told.get("detail"):
        yield f"{status} told as {told}"


def _read(answer: Iterable[bytes]) -> bytes:
    """All of it, and tell the application that it is over, as a server does."""
    try:
        return b"".join(answer)
    finally:
        getattr(answer, "close", lambda: None)()


@contextmanager
def raised() -> Iterator[list[str]]:
    """The tracebacks of what Kontor turned into a 500 meanwhile."""
    found: list[str] = []

    def note(**given: Any) -> None:
        found.append(traceback.format_exc())

    got_request_exception.connect(note)
    try:
        yield found
    finally:
        got_request_exception.disconnect(note)
