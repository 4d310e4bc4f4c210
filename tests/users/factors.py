"""What somebody does on the pages about the second step, with the test's browser."""

from __future__ import annotations

import re
import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tenants.rooms import public_room
from tests import world
from tests.users.browser import PUBLIC, Browser
from users import guessing
from users.models import User

TYPED_KEY = re.compile(r"<code>([A-Z2-7 ]+)</code>")
CODES = re.compile(r"<li>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</li>")


def code_of(secret: str, *, at: float | None = None) -> str:
    """What the app shows. Nobody types it in the moment in which it turns."""
    left = 30 - time.time() % 30
    if at is None and left < 4:
        time.sleep(left)
    return format_hotp_value(hotp_value(secret, int(time.time() if at is None else at) // 30))


def signed_in(email: str, **headers: str) -> Browser:
    """By the password alone, as far as that leads."""
    browser = Browser(**headers)
    browser.open(f"{PUBLIC}/sign-in/")
    browser.send(login=email, password=world.PASSWORD)
    return browser


def prove(browser: Browser, path: str, **fields: str) -> Any:
    """Open a page that wants a proof, give it, and stand on the page."""
    browser.open(f"{PUBLIC}{path}")
    assert browser.path == "/sign-in/again/", browser.passed
    return browser.send(next=path, **fields)


def guess_wrong(user: User) -> None:
    """One of the ten. Raises TooManyTries."""
    with public_room(), guessing.guess(guessing.whose(user)):
        pass


def text_of(page: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def add_app(browser: Browser) -> tuple[str, list[str]]:
    """Of who has just signed in by password: the app's secret, and the codes on paper."""
    page = prove(browser, "/security/app/", password=world.PASSWORD)
    [typed] = TYPED_KEY.findall(page.content.decode())
    secret = typed.replace(" ", "")
    page = browser.send(code=code_of(secret))
    return secret, CODES.findall(page.content.decode())


def is_in(browser: Browser) -> bool:
    """Looked at from beside: the browser stays on its page."""
    return bool(browser.hosts[world.HOST].get("/security/").status_code == 200)
