"""A passkey of software: what a browser and its authenticator answer (WebAuthn level 3)."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT, VERIFIED, KEY_INSIDE = 0x01, 0x04, 0x40


@dataclass
class Passkey:
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def given_to(self, user: Any) -> Passkey:
        """The row that is left once it was added."""
        data = {"name": "Phone", "credential": self.made(), "used": 0}
        Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)
        return self

    def made(self, challenge: bytes = b"", origin: str = "") -> dict[str, Any]:
        public = ES256.from_cryptography_key(self.key.public_key())
        inside = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        told = AuthenticatorData.create(_party(), PRESENT | VERIFIED | KEY_INSIDE, 0, bytes(inside))
        return self._answer(
            {
                "clientDataJSON": websafe_encode(_client("webauthn.create", challenge, origin)),
                "attestationObject": websafe_encode(
                    bytes(AttestationObject.create("none", told, {}))
                ),
            }
        )

    def sign(self, challenge: bytes, origin: str, *, verified: bool = True) -> dict[str, Any]:
        """`verified`: by a finger, a face or a PIN."""
        flags = PRESENT | (VERIFIED if verified else 0)
        told = bytes(AuthenticatorData.create(_party(), flags, 0))
        client = _client("webauthn.get", challenge, origin)
        signature = self.key.sign(told + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(told),
                "signature": websafe_encode(signature),
                "userHandle": None,
            }
        )

    def _answer(self, response: dict[str, Any]) -> dict[str, Any]:
        named = websafe_encode(self.id)
        return {"id": named, "rawId": named, "type": "public-key", "response": response}


def _party() -> bytes:
    return sha256(settings.BASE_HOST.encode()).digest()


def _client(kind: str, challenge: bytes, origin: str) -> bytes:
    told = {"type": kind, "challenge": websafe_encode(challenge), "origin": origin}
    return json.dumps(told).encode()
