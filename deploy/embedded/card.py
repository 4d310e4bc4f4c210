"""What a person or a program has to know to use a running Kontor: printed, and in `dev.json`."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from deploy.embedded import secret_files
from deploy.embedded.authority import BASE_HOST

FILE = "dev.json"


class Card:
    def __init__(
        self, state: Path, port: int, http_port: int, own_domains: Sequence[str] = ()
    ) -> None:
        self.state = state
        self.file = state / FILE
        self.demo_file = state / "secrets" / "demo.json"
        self.public_url = f"https://{BASE_HOST}:{port}"
        self.provider_url = f"https://provider.{BASE_HOST}:{port}"
        self.own_domains = own_domains
        self.records_file = state / "dns.txt"
        self.http_url = f"http://provider.{BASE_HOST}:{http_port}"

    def show(self) -> None:
        """Write the file, whole and for our eyes only, then print what it says."""
        facts = self._facts()
        secret_files.write(self.file, json.dumps(facts, indent=2, ensure_ascii=False) + "\n")
        print("\n".join(self._lines(facts)), flush=True)

    def withdraw(self) -> None:
        self.file.unlink(missing_ok=True)

    def _own_domains(self) -> list[str]:
        """How to prove one: the name server of this machine says what stands in a file."""
        names = ", ".join(self.own_domains)
        return [f"DNS for {names}: lines of name and value in {self.records_file}"] if names else []

    def _facts(self) -> dict[str, Any]:
        """The demo's people, tokens and workspaces, and where everything is in this run."""
        return {
            **json.loads(self.demo_file.read_text()),
            "public_url": self.public_url,
            "http_url": self.http_url,
            "provider_url": self.provider_url,
            "ca_file": str(self.state / "ca.pem"),
            "outbox_dir": str(self.state / "outbox"),
            "outbox_url": f"{self.public_url}/outbox/",
        }

    def _lines(self, facts: dict[str, Any]) -> list[str]:
        workspaces = [
            f"  {'workspace ' + slug:20} {url}" for slug, url in facts["workspaces"].items()
        ]
        people = [f"  {_sign_in(each)}" for each in facts["people"]]
        return [
            "",
            "Kontor is ready:",
            f"  {'sign in':20} {facts['public_url']}",
            *workspaces,
            f"  {'provider':20} {facts['provider_url']} (console and API)",
            f"  {'plain HTTP':20} {facts['http_url']}",
            "Sign-ins of the demo:",
            *people,
            *_staff_lines(facts["staff"]),
            f"Trust this authority in your browser to see no warning: {facts['ca_file']}",
            f"Mails and SMS: {facts['outbox_url']} (files in {facts['outbox_dir']})",
            f"Tokens and the rest are in {self.file}",
            *self._own_domains(),
            "Ctrl-C stops everything.",
        ]


def _staff_lines(staff: dict[str, Any]) -> list[str]:
    """The console wants a second step. Any app that shows codes takes the key."""
    who = f"  {staff['email']:26} {staff['password']:22} staff of the provider"
    return [who, f"  {'':26} key for an app that shows codes: {staff['app_key']}"]


def _sign_in(person: dict[str, Any]) -> str:
    roles = ", ".join(f"{role} of {slug}" for slug, role in person["roles"].items())
    return f"{person['email']:26} {person['password']:22} {roles}"
