"""Confirms as a person does: reads the SMS, and types the code where the answer leads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.jobs_run import run_jobs


def last_text() -> str:
    """The words of the SMS that came last, once the jobs that send are done."""
    run_jobs()
    *_, last = sorted(Path(settings.OUTBOX_DIR).glob("*.sms.json"))
    return str(json.loads(last.read_text())["text"])


def last_code() -> str:
    return "".join(letter for letter in last_text() if letter.isdecimal())[-6:]


def confirmed(client: Any, answer: Any, code: str = "") -> Any:
    """What follows, of a page or of the API, once the code of the SMS is sent to where it belongs.

    A page asked by a browser that checks tokens wants them from the page: see `send` of
    `tests/users/browser.py`, with `last_code()`.
    """
    if answer.status_code == 202:
        waiting = answer.json()["confirmation"]["id"]
        given = json.dumps({"code": code or last_code()})
        path = f"/api/v1/confirmations/{waiting}/"
        return client.post(path, given, content_type="application/json")
    assert answer.status_code == 302, answer.content
    assert answer["Location"].startswith("/confirm/"), answer["Location"]
    return client.post(answer["Location"], {"code": code or last_code()})
