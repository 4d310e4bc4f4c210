"""A program without a browser that comes in by API: cookies, the CSRF token, and its host as Origin."""

from __future__ import annotations

import json
from typing import Any

from tests import world
from tests.users.signing_up import BUSINESS, EMAIL, PERSON, SECRET, mailed, texted


class Program:
    """Addresses are what follows `/api/v1/` of its host."""

    def __init__(self, tenant: Any = None, **headers: str) -> None:
        host = f"{tenant.host}:8443" if tenant else f"{world.HOST}:8443"
        told = {"host": host, **headers}
        self.client = world.Browser(enforce_csrf_checks=True, headers=told)
        self.origin = f"https://{host}"
        self.token = ""

    def get(self, path: str, query: Any = None) -> Any:
        return self._kept(self.client.get(f"/api/v1/{path}", query or {}))

    def post(self, path: str, **body: Any) -> Any:
        return self.send("POST", path, body)

    def put(self, path: str, **body: Any) -> Any:
        return self.send("PUT", path, body)

    def delete(self, path: str) -> Any:
        return self.send("DELETE", path)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        if not self.token:
            self.get("session/")
        text = "" if body is None else json.dumps(body)
        told = {"origin": self.origin, "x-csrftoken": self.token, **headers}
        kind = "application/json"
        answer = self.client.generic(
            method, f"/api/v1/{path}", text, content_type=kind, headers=told
        )
        return self._kept(answer)

    @property
    def sid(self) -> str:
        found = self.client.cookies.get("__Host-sid")
        return str(found.value) if found else ""

    @property
    def state(self) -> str:
        return str(self.get("session/").json()["state"])

    def _kept(self, answer: Any) -> Any:
        """A sign-in makes another token: it stands in the answers about the session."""
        if answer.headers.get("Content-Type") == "application/json":
            told = answer.json()
            if isinstance(told, dict):
                self.token = told.get("csrf_token", self.token)
        return answer


def person_of(policy: int = 1, **given: Any) -> dict[str, Any]:
    told = {"name": PERSON["name"], "password": SECRET, "phone": PERSON["phone"], "policy": policy}
    return {**told, **given}


def business(**given: str) -> dict[str, str]:
    told = {name: value for name, value in BUSINESS.items() if value}
    return {**told, **given}


def at_code(email: str = EMAIL) -> Program:
    program = Program()
    program.post("sign-up/", email=email)
    return program


def at_person(email: str = EMAIL) -> Program:
    program = at_code(email)
    program.post("sign-up/code/", code=mailed())
    return program


def at_phone(email: str = EMAIL, **given: Any) -> Program:
    program = at_person(email)
    program.put("sign-up/person/", **person_of(**given))
    return program


def at_business(email: str = EMAIL, **given: Any) -> Program:
    program = at_phone(email, **given)
    program.post("sign-up/phone-code/", code=texted())
    return program


def signed_up(email: str = EMAIL) -> Program:
    program = at_business(email)
    program.put("sign-up/business/", **business())
    return program


def signed_in(email: str, password: str = world.PASSWORD) -> Program:
    program = Program()
    program.post("session/", email=email, password=password)
    return program
