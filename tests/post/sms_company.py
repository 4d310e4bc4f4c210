"""The SMS company of the demo, run by a test: in a thread, over real HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config.sms import Gateway
from deploy.embedded.sms_company import Call, SmsCompany
from tests import world

PASSWORD = "the-auth-token"
PHRASE = "the secret phrase"
REPORTS = f"https://{world.HOST}:8443/sms/reports/?charset=utf-8&sha1=1"


@contextmanager
def sms_company(
    settings: Any,
    folder: Path,
    protocol: str,
    *script: str,
    report: Any = None,
    countries: Iterable[str] = (),
    beside: Iterable[Gateway] = (),
    reports_to: str = REPORTS,
) -> Iterator[tuple[SmsCompany, list[Call]]]:
    """Kontor sends by it, and then by those `beside` it. The calls that it wants to make are kept,
    for the test to make."""
    calls: list[Call] = []
    company = SmsCompany(
        password=PASSWORD,
        outbox=folder,
        script=script,
        reports_to=reports_to if protocol == "smsc" else "",
        phrase=PHRASE,
        report=report or calls.append,
    )
    url = urlsplit(f"{protocol}+http://AC123@127.0.0.1:{company.port}")
    settings.SMS_GATEWAYS = (Gateway(url, PASSWORD, "Kontor", frozenset(countries)), *beside)
    settings.SMS_REPORT_SECRET = PHRASE
    settings.SMS_TIMEOUT = 0.5
    threading.Thread(target=company.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield company, calls
    finally:
        company.shutdown()
        company.server_close()


def make_call(call: Call) -> Any:
    """As the company would, at the public host."""
    whole = urlsplit(call.url)
    browser = world.stranger_at(None)
    browser.handler.enforce_csrf_checks = True
    names = {f"HTTP_{name.upper().replace('-', '_')}": v for name, v in call.headers.items()}
    return browser.post(
        f"{whole.path}{'?' + whole.query if whole.query else ''}", call.fields, **names
    )
