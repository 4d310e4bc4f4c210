"""Passkeys (WebAuthn level 3), of this host's name: they also work on the hosts below it.

A question is put to the browser and remembered in its session, sealed; an answer takes it out of
there, right or wrong. Each key lies in a device that knows its person: nobody types an address.
"""

from __future__ import annotations

import json
import struct
import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from config.addresses import public_address
from users.factors.held import Type, has_cooled, passkeys_of
from users.models import User

ASKED = "passkey_asked"  # in the session
SECONDS = 5 * 60
LONGEST = 20_000  # characters of an answer
# What fido2 raises for an answer that no browser would give.
_UNREADABLE = (TypeError, ValueError, LookupError, AttributeError, RecursionError, struct.error)


class PasskeyRefused(Exception):
    """Not asked for here, too late, of another key, or not to be read."""


def ask_to_add(session: Any, user: User) -> dict[str, Any]:
    """What the browser needs to make a key. It asks for a finger, a face or a PIN."""
    entity = PublicKeyCredentialUserEntity(
        id=user.pk.bytes, name=user.email, display_name=user.name or user.email
    )
    options, state = _server().register_begin(
        entity,
        credentials=[_credential_of(row) for row in passkeys_of(user)],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _asked(session, state, "add", user, options)


def add(session: Any, user: User, answered: str, *, name: str) -> Authenticator:
    """The key that the browser has made. Raises PasskeyRefused."""
    state = _taken(session, "add", user)
    try:
        answer = _read(answered)
        made = _server().register_complete(state, answer)
        # As it is read again: an answer with more in it than a browser gives is not kept.
        credential = _plain(RegistrationResponse.from_dict(answer))
    except _UNREADABLE as error:
        raise PasskeyRefused from error
    data = {"name": name, "credential": credential, "used": made.counter}
    return Authenticator.objects.create(user=user, type=Type.WEBAUTHN, data=data)


def ask(session: Any, user: User | None = None) -> dict[str, Any]:
    """What the browser needs to use a key: one of this person's, or any that it has for us."""
    keys = [_credential_of(row) for row in passkeys_of(user)] if user else None
    options, state = _server().authenticate_begin(
        keys, user_verification=UserVerificationRequirement.REQUIRED
    )
    return _asked(session, state, "use", user, options)


@transaction.atomic
def redeem(session: Any, answered: str, user: User | None = None) -> Authenticator:
    """Whose key has answered the question of this session. Raises PasskeyRefused."""
    return _used(user, _taken(session, "use", user), answered)


def ask_to_sign(user: User, challenge: bytes) -> dict[str, Any]:
    """What the browser needs to sign this challenge, which is the caller's to remember."""
    options, _ = _signing(user, challenge)
    told: dict[str, Any] = _plain(options)
    return told


@transaction.atomic
def has_signed(user: User, answered: str, challenge: bytes, *, origin: str) -> bool:
    """Whether a key of this person that confirms has signed it, on a page at `origin`."""
    _, state = _signing(user, challenge)
    try:
        return has_cooled(_used(user, state, answered, origin))
    except PasskeyRefused:
        return False


def _signing(user: User, challenge: bytes) -> tuple[Any, Any]:
    keys = [_credential_of(row) for row in passkeys_of(user) if has_cooled(row)]
    return _server().authenticate_begin(
        keys, user_verification=UserVerificationRequirement.REQUIRED, challenge=challenge
    )


def _used(user: User | None, state: Any, answered: str, origin: str = "") -> Authenticator:
    try:
        answer = _read(answered)
        given = AuthenticationResponse.from_dict(answer)
        owner = user or _owner(given)
        rows = list(passkeys_of(owner).select_for_update())
        keys = {row.pk: _credential_of(row) for row in rows}
        used = _server(origin).authenticate_complete(state, list(keys.values()), answer)
    except _UNREADABLE as error:
        raise PasskeyRefused from error
    [row] = [row for row in rows if keys[row.pk].credential_id == used.credential_id]
    _remember(row, given.response.authenticator_data.counter)
    row.user = owner
    return row


def _read(answered: str) -> dict[str, Any]:
    """What a browser answered, as the script of the page puts it down: the one reader of it."""
    answer = json.loads(answered) if len(answered) <= LONGEST else None
    if not isinstance(answer, dict):
        raise PasskeyRefused
    return answer


def _owner(given: AuthenticationResponse) -> User:
    handle = given.response.user_handle
    owner = User.objects.filter(pk=UUID(bytes=handle)).first() if handle else None
    if owner is None:
        raise PasskeyRefused
    return owner


def _remember(row: Authenticator, counter: int) -> None:
    """A key that counts its uses and is behind was copied. Most do not count: zero for ever."""
    if counter and counter <= row.data.get("used", 0):
        raise PasskeyRefused
    row.data["used"], row.last_used_at = counter, timezone.now()
    row.save(update_fields=["data", "last_used_at"])


def _asked(session: Any, state: Any, what: str, user: User | None, options: Any) -> dict[str, Any]:
    whose = str(user.pk) if user else ""
    session[ASKED] = {"state": _plain(state), "for": [what, whose], "at": time.time()}
    told: dict[str, Any] = _plain(options)
    return told


def _taken(session: Any, what: str, user: User | None) -> Any:
    """The question, which is gone from the session: a second answer finds none."""
    asked = session.pop(ASKED, None)
    whose = str(user.pk) if user else ""
    if asked is None or asked["for"] != [what, whose] or time.time() - asked["at"] > SECONDS:
        raise PasskeyRefused
    return asked["state"]


def _credential_of(row: Authenticator) -> AttestedCredentialData:
    kept = RegistrationResponse.from_dict(row.data["credential"])
    data: AuthenticatorData = kept.response.attestation_object.auth_data
    assert data.credential_data is not None  # noqa: S101 - it was there when it was added
    return data.credential_data


def _server(origin: str = "") -> Fido2Server:
    """What was answered on another host's pages is refused, also if that host is a tenant's.

    `origin` is whose pages those are, if not the public host's.
    """
    here = origin or public_address()
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=settings.BASE_HOST, name="Kontor"), verify_origin=here.__eq__
    )


def _plain(value: Any) -> Any:
    """fido2's mappings as dicts, lists and texts."""
    return json.loads(json.dumps(value, default=_as_dict))


def _as_dict(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError
