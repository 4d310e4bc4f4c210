"""A browser that keeps each host's cookies apart, sends forms with their token, and can be watched."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse

from tests import world

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PUBLIC = f"https://{world.HOST}:8443"


class Browser:
    """Addresses are whole ones, or paths on the host of the page that is open."""

    def __init__(self, **headers: str) -> None:
        self.hosts: dict[str, world.Browser] = {}
        self.headers = headers
        self.url = f"{PUBLIC}/"
        self.page: Any = None
        self.passed: list[str] = []
        self.cookies_set: list[tuple[str, str]] = []

    def open(self, url: str) -> Any:
        """Follow the way to its end and stand on that page."""
        self._ask("get", url)
        return self._follow()

    def step(self, url: str) -> Any:
        """One request, without following where it leads."""
        return self._ask("get", url)

    def send(self, url: str = "", **fields: str) -> Any:
        """Send the open page's form, to the page itself unless another address is named."""
        [token, *_] = _TOKEN.findall(self.page.content.decode()) or [""]
        self._ask("post", url or self.url, {"csrfmiddlewaretoken": token, **fields})
        return self._follow()

    def cookie(self, host: str, name: str = "__Host-sid") -> str:
        return str(self._at(host).cookies[name].value)

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    def _follow(self) -> Any:
        while self.page.status_code in (301, 302):
            self._ask("get", self.page["Location"])
        return self.page

    def _ask(self, method: str, url: str, fields: dict[str, str] | None = None) -> Any:
        whole = urlsplit(url)
        host = whole.netloc or urlsplit(self.url).netloc
        path = f"{whole.path or '/'}{'?' + whole.query if whole.query else ''}"
        client = self._at(host.rsplit(":", 1)[0])
        before = urlsplit(self.url)
        self.url = f"https://{host}{path}"
        self.passed.append(self.url)
        headers = {"origin": f"https://{host}"} if method == "post" else {}
        headers["referer"] = f"https://{host}/" if before.netloc == host else ""
        self.page = getattr(client, method)(path, fields or {}, headers=headers)
        self._watch(self.page)
        return self.page

    def _watch(self, page: HttpResponse) -> None:
        host = urlsplit(self.url).hostname or ""
        self.cookies_set += [(host, morsel.OutputString()) for morsel in page.cookies.values()]

    def _at(self, host: str) -> world.Browser:
        if host not in self.hosts:
            self.hosts[host] = world.Browser(
                enforce_csrf_checks=True, headers={"host": f"{host}:8443", **self.headers}
            )
        return self.hosts[host]


def sign_in(browser: Browser, url: str, email: str) -> Any:
    """Open a page of a workspace as a stranger, sign in, and arrive."""
    browser.open(url)
    assert browser.path == "/sign-in/", browser.passed
    fields = {"login": email, "password": world.PASSWORD}
    return browser.send(**fields, **hidden(browser.page))


def hidden(page: Any) -> dict[str, str]:
    found = re.findall(r'<form class="form".*?</form>', page.content.decode(), re.S)
    inputs = re.findall(r'<input type="hidden" name="(next)" value="([^"]*)"', "".join(found))
    return {name: value.replace("&amp;", "&") for name, value in inputs}
