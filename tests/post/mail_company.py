"""A company that speaks Postmark's API, on the loopback: it takes mails, and says what a test tells it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from config import mail

KEY = "the-server-token"
SECRET = "postmark:the-report-secret"


class MailCompany(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, status: int, **answer: Any) -> None:
        super().__init__(("127.0.0.1", 0), _Desk)
        self.status, self.answer = status, answer
        self.taken: list[dict[str, Any]] = []


class _Desk(BaseHTTPRequestHandler):
    server: MailCompany

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        is_known = self.headers["X-Postmark-Server-Token"] == KEY
        status = self.server.status if is_known else 401
        if status == 200:
            self.server.taken.append(said)
        body = json.dumps({"To": said["To"], **self.server.answer}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def mail_company(settings: Any, status: int = 200, **answer: Any) -> Iterator[MailCompany]:
    """Kontor mails by it. It takes all that comes, unless another answer is given."""
    answer = answer or {"ErrorCode": 0, "Message": "OK", "MessageID": "pm-1"}
    with MailCompany(status, **answer) as company:
        threading.Thread(target=company.serve_forever, args=(0.01,), daemon=True).start()
        url = urlsplit(f"anymail+postmark://127.0.0.1:{company.server_address[1]}/")
        for name, value in mail.settings_of(url, password=KEY, report_secret=SECRET).items():
            setattr(settings, name, value)
        try:
            yield company
        finally:
            company.shutdown()
