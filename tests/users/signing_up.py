"""Somebody who signs up in a browser, and what comes by mail and by SMS meanwhile."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import mail

from tests.jobs_run import run_jobs
from tests.users.browser import PUBLIC, Browser

EMAIL = "egle@ozols.example"
PHONE = "+37120000007"
SECRET = "a passphrase of young oaks"
PERSON = {"name": "Egle Ozola", "password": SECRET, "again": SECRET, "phone": PHONE}
BUSINESS = {
    "name": "Galdniecība Ozols",
    "slug": "ozols",
    "country": "LV",
    "currency": "",
    "language": "lv",
}


def mailed() -> str:
    """The digits of the newest mail."""
    run_jobs("default")
    return _digits(mail.outbox[-1].body)


def texts() -> list[dict[str, Any]]:
    """Every SMS so far."""
    run_jobs("default")
    files = sorted(Path(settings.OUTBOX_DIR).glob("*.sms.json"))
    return [json.loads(file.read_text()) for file in files]


def texted() -> str:
    """The digits of the newest SMS."""
    return _digits(texts()[-1]["text"])


def wrong(digits: str) -> str:
    return f"{(int(digits) + 1) % 10**6:06}"


def _digits(text: str) -> str:
    [digits] = [word for word in text.split() if word.isdecimal() and len(word) == 6]
    return digits


def at_code(email: str = EMAIL, **headers: str) -> Browser:
    browser = Browser(**headers)
    browser.open(f"{PUBLIC}/sign-up/")
    browser.send(email=email)
    return browser


def at_person(email: str = EMAIL, **headers: str) -> Browser:
    browser = at_code(email, **headers)
    browser.send(code=mailed())
    return browser


def at_phone(email: str = EMAIL, **person: str) -> Browser:
    browser = at_person(email)
    browser.send(**{**PERSON, "accepts": "on", **person})
    return browser


def at_business(email: str = EMAIL, **person: str) -> Browser:
    browser = at_phone(email, **person)
    browser.send(code=texted())
    return browser


def signed_up(email: str = EMAIL, phone: str = PHONE, **business: str) -> Browser:
    browser = at_business(email, phone=phone)
    browser.send(**{**BUSINESS, **business})
    return browser
