"""What somebody does by API on the public host, with the test's browser: JSON in, JSON out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from fido2.utils import websafe_decode

from tests import world

BASE = "/api/v1/"


@dataclass
class ByApi:
    """Addresses are what follows `/api/v1/`."""

    client: Any

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        text = "" if body is None else json.dumps(body)
        return self.client.generic(
            method.upper(), BASE + path, text, content_type="application/json", headers=headers
        )

    def get(self, path: str) -> Any:
        return self("get", path)

    def post(self, path: str, body: Any = None) -> Any:
        return self("post", path, body)

    def put(self, path: str, body: Any = None) -> Any:
        return self("put", path, body)

    def patch(self, path: str, body: Any = None) -> Any:
        return self("patch", path, body)

    def delete(self, path: str) -> Any:
        return self("delete", path)

    def prove(self, **how: Any) -> Any:
        """By the password, unless told otherwise."""
        answer = self.post("me/proof/", how or {"password": world.PASSWORD})
        assert answer.status_code == 200, answer.content
        return answer


def by_api(person: world.Person) -> ByApi:
    """Signed in on the public host, as after a password that was typed long ago."""
    return ByApi(person.at(None))


def challenge_of(options: Any) -> bytes:
    """What a passkey has to sign."""
    return bytes(websafe_decode(options["publicKey"]["challenge"]))
