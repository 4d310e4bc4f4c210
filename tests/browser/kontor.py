"""A whole Kontor, as `bin/dev` serves it, and how a program talks to it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email import message_from_string, policy
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
OWN_NAME = "gramatas-un-rekini.galdniecibas-darbnica-ozols-un-partneri.localhost"
PATIENCE = 180.0  # seconds, on a busy machine


@dataclass
class Answer:
    status: int
    json: Any
    headers: dict[str, str]


class Kontor:
    def __init__(self, facts: dict[str, Any]) -> None:
        self.facts = facts

    def call(self, method: str, url: str, body: Any = None, **headers: str) -> Answer:
        """Over TLS that the local authority vouches for; our names need no resolver."""
        place = urlsplit(url)
        context = ssl.create_default_context(cafile=self.facts["ca_file"])
        client = HTTPSConnection(place.hostname or "", place.port, context=context)
        with closing(client):
            plain = socket.create_connection(("127.0.0.1", place.port or 443), timeout=30)
            client.sock = context.wrap_socket(plain, server_hostname=place.hostname)
            text = None if body is None else json.dumps(body)
            sent = {"Content-Type": "application/json", **headers}
            client.request(method, f"{place.path}?{place.query}", text, sent)
            answer = client.getresponse()
            told = answer.read()
            return Answer(answer.status, json.loads(told or "null"), dict(answer.getheaders()))

    def onboard(self, **business: str) -> dict[str, Any]:
        """Ask as the provider, and wait until the workspace is open."""
        provider, token = self.facts["provider_url"], self.facts["provider_token"]
        bearer = {"Authorization": f"Bearer {token}"}
        asked = self.call(
            "POST",
            f"{provider}/api/v1/tenants/",
            business,
            **bearer,
            **{"Idempotency-Key": business["slug"]},
        )
        assert asked.status in (201, 202), asked
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            seen = self.call("GET", f"{provider}/api/v1/tenants/{asked.json['id']}/", **bearer)
            if seen.json["state"] == "open":
                return dict(seen.json)
            time.sleep(0.2)
        raise AssertionError("the workspace did not open")

    def link_for(self, address: str) -> str:
        """The link in the newest mail to this address."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for mail in sorted(Path(self.facts["outbox_dir"]).glob("*.eml"), reverse=True):
                text = mail.read_text(encoding="utf-8")
                link = re.search(r"https://\S+/invitation/\S+", text)
                if f"To: {address}" in text and link:
                    return link.group()
            time.sleep(0.2)
        raise AssertionError(f"no mail for {address}")

    def code_for(self, who: str, *, naming: str = "") -> str:
        """The digits in the newest mail to this address, or in the newest SMS to this number.

        `naming`: in the newest that has this in it.
        """
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for file in sorted(Path(self.facts["outbox_dir"]).iterdir(), reverse=True):
                text = file.read_text(encoding="utf-8")
                code = re.search(r"(?<!\d)\d{6}(?!\d)", _said(file, text))
                if code and who in text and naming in text and file.suffix in (".eml", ".json"):
                    return code.group()
            time.sleep(0.2)
        raise AssertionError(f"no code for {who}")


def _said(file: Path, text: str) -> str:
    """The words alone: dates and ids have digits too."""
    if file.suffix == ".json":
        return str(json.loads(text)["text"])
    body = message_from_string(text, policy=policy.default).get_body(("plain",))
    return str(body.get_content()) if body else ""


@contextmanager
def served(state: Path) -> Iterator[Kontor]:
    """`bin/dev` on ports of its own, stopped by what Ctrl-C sends."""
    port, http_port = _free_ports()
    command = [ROOT / "bin" / "dev", "--state", state]
    command += ["--port", str(port), "--http-port", str(http_port), "--own-domain", OWN_NAME]
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    log = state.with_suffix(".log")
    with log.open("w") as told:
        run = subprocess.Popen(command, env=clean, stdout=told, stderr=told, cwd=ROOT)
    try:
        yield Kontor(_facts(state / "dev.json", run, log))
    finally:
        run.send_signal(signal.SIGINT)
        run.wait(timeout=60)


def _facts(file: Path, run: subprocess.Popen[bytes], log: Path) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE
    while not file.exists():
        assert run.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.2)
    return dict(json.loads(file.read_text()))


def _free_ports() -> tuple[int, int]:
    """Two ports below 32768 that nobody listens on."""
    found = []
    for port in range(21_000 + os.getpid() % 5_000, 32_000):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)):
                found.append(port)
        if len(found) == 2:
            break
    return found[0], found[1]
