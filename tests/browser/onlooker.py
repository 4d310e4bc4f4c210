"""Who looks at a page: takes its picture, asks axe whether everybody can read it, and watches cookies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.attacks.cookies import faults_of

WIDTHS = {"desk": 1280, "phone": 390}
SCHEMES = ("light", "dark")
HEIGHT = 900
_OPTIONS = {"resultTypes": ["violations"], "preload": False}


class Onlooker:
    """Collects what axe finds over all the pages that it was shown; `findings` has to stay empty."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.findings: list[str] = []
        self.complaints: list[str] = []
        self.pages = 0
        self._axe = Axe()
        self._is_measuring = False
        folder.mkdir(parents=True, exist_ok=True)

    def listen(self, page: Any) -> None:
        """Remember what the browser says: errors of scripts, and what the content policy blocked."""
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, line: Any) -> None:
        """Axe tries inline styles of its own, which the page's policy rightly blocks."""
        if line.type == "error" and not (self._is_measuring or self._left(line.text)):
            self.complaints.append(line.text)

    def _left(self, said: str) -> bool:
        """htmx tells as an error that somebody went on before an answer had come: on a slow machine."""
        went = said.startswith("htmx:sendAbort")
        if went and self.complaints and self.complaints[-1].startswith("htmx:afterRequest"):
            self.complaints.pop()  # it is told in two lines
        return went

    def look(self, page: Any, name: str, *, schemes: tuple[str, ...] = ("light",)) -> None:
        """On a desk and on a phone, in these schemes. The page is left as it was found."""
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            for width in WIDTHS.values():
                page.set_viewport_size({"width": width, "height": HEIGHT})
                dark = "-dark" if scheme == "dark" else ""
                self._look_once(page, f"{name}-{width}{dark}")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": WIDTHS["desk"], "height": HEIGHT})

    def _look_once(self, page: Any, name: str) -> None:
        page.screenshot(path=self.folder / f"{name}.png", full_page=True, animations="disabled")
        self._measure(page, name)
        self._is_measuring = True
        told = self._axe.run(page, options=_OPTIONS).response
        self._is_measuring = False
        self.pages += 1
        for found in told["violations"]:
            places = ", ".join(str(node["target"]) for node in found["nodes"][:5])
            self.findings.append(f"{name}: {found['id']} ({found['impact']}) at {places}")

    def _measure(self, page: Any, name: str) -> None:
        """Nothing sticks out to the side: a phone would have to be pushed around."""
        beyond = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if beyond > 0:
            self.findings.append(f"{name}: {beyond} px wider than the screen")


class CookieWatch:
    """Every Set-Cookie that a browser is sent, on every host, redirects too."""

    def __init__(self, context: Any) -> None:
        self._answers: list[Any] = []
        context.on("response", lambda answer: self._answers.append(answer))  # no built-in is taken

    def faults(self) -> list[str]:
        """What is wrong with them. To be asked while the browser is still there."""
        return [
            f"{answer.url}: {fault}"
            for answer in self._answers
            for header in answer.header_values("set-cookie")
            for fault in faults_of(header)
        ]
