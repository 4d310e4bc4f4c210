"""The session store: rows are bound to one host's tenant and keyed by a digest; data is sealed.

The secret of a session exists in its cookie only; who reads the table can use none of them, and
read in none what a half-finished sign-in keeps there. Loading brings the user and the membership along, in the same query.
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from config.digests import new_secret
from config.sealed import SealBroken, seal, unseal
from tenants.rooms import public_room
from users.known import Key, by_session
from users.models import Session, StaffRole, User
from users.models.session import LONGEST, SEEN_EVERY
from users.networks import network_of

SEALED = "session"
BEGAN, BROWSER, NETWORK = "_began", "_browser", "_network"  # in the data of a sign-in
# What allauth keeps there (allauth.account.internal.flows.login).
PROOFS, PROVER = "account_authentication_methods", "account_authentication_methods_user"


def session_digest(secret: str) -> str:
    """160 bits fit the 40 characters that Django gives a session key."""
    return blake2b(secret.encode(), digest_size=20).hexdigest()


def proved_factor(data: dict[str, Any]) -> bool:
    """Whether whom a session belongs to has proven a factor in it, or a code on paper."""
    if not data.get(SESSION_KEY) or data.get(PROVER) != data[SESSION_KEY]:
        return False
    return any(record["method"] == "mfa" for record in data.get(PROOFS, []))


class SessionStore(db.SessionStore):
    """Django's database store in the public room; `tenant_id` None is the public host's, or the
    provider's."""

    def __init__(
        self,
        session_key: str | None = None,
        tenant_id: UUID | None = None,
        *,
        of_provider: bool = False,
    ) -> None:
        super().__init__(session_key)
        self.tenant_id, self.of_provider = tenant_id, of_provider
        self.origin_id: str | None = None
        self.secret: str | None = None
        self._user: User | None = None
        self.key: Key | None = None
        self.staff: StaffRole | None = None

    @classmethod
    def of_secret(
        cls, secret: str | None, tenant_id: UUID | None, *, of_provider: bool = False
    ) -> SessionStore:
        digest = session_digest(secret) if secret else None
        store = cls(digest, tenant_id, of_provider=of_provider)
        store.secret = secret
        return store

    def begins(self, request: HttpRequest) -> None:
        """Somebody signs in by this request: from now on it is theirs, until the day is over."""
        self[BEGAN] = time.time()
        self[BROWSER] = request.headers.get("User-Agent", "")[:200]
        self[NETWORK] = network_of(request)
        self.set_expiry(0)  # until the browser is closed

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def user(self) -> User | None:
        """Whom this session belongs to, if the password is still the one it was opened with."""
        claimed = self.get(SESSION_KEY)
        user = self._user
        if claimed is None or user is None or str(user.pk) != claimed or not user.is_active:
            return None
        opened_with = self.get(HASH_SESSION_KEY, "")
        return user if constant_time_compare(opened_with, user.get_session_auth_hash()) else None

    # --- Django's store, with the room, the tenant and the digest ------------------------------

    def _get_new_session_key(self) -> str:
        self.secret = new_secret()
        return session_digest(self.secret)

    def load(self) -> dict[str, Any]:
        key = self.session_key or ""
        found = by_session(key, self.tenant_id, of_provider=self.of_provider)
        if found is None:
            self._session_key = None
            return {}
        self._user, self.key, self.origin_id = found.user, found.key, found.origin_id
        self.staff = found.staff
        if found.seen_at < timezone.now() - SEEN_EVERY:
            with public_room():
                Session.objects.saw(str(self.session_key), self.origin_id)
        return self.decode(found.data)

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Good in this row only: one that is copied into another session opens nothing there."""
        key: str = self._get_or_create_session_key()  # type: ignore[attr-defined]
        return seal(json.dumps(session_dict), SEALED, key)

    def decode(self, session_data: Any) -> dict[str, Any]:
        try:
            opened: dict[str, Any] = json.loads(
                unseal(session_data, SEALED, self.session_key or "")
            )
        except SealBroken:  # of another key, or tampered with: a session without anything in it
            return {}
        return opened

    def cycle_key(self) -> None:
        """A new secret for the same sign-in: what was opened from it on other hosts stays open."""
        self.keys()  # it is loaded now: what is in it goes along
        before = self.session_key
        with public_room(), transaction.atomic():
            self.create()
            Session.objects.move_what_came_from(before, to=self.session_key)
            if before:
                self.delete(before)

    def flush(self) -> None:
        super().flush()
        self.origin_id = None

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Any = super().create_model_instance(data)
        row.tenant_id, row.origin_id = self.tenant_id, self.origin_id
        row.of_provider = self.of_provider
        row.user_id = data.get(SESSION_KEY)
        if BEGAN in data:  # it may be saved again and again, and does not become longer by it
            row.began_at = datetime.fromtimestamp(data[BEGAN], UTC)
            row.expire_date = min(row.expire_date, row.began_at + LONGEST)
        row.by_factor = proved_factor(data)
        row.browser, row.network = data.get(BROWSER, ""), data.get(NETWORK, "")
        return row  # type: ignore[no-any-return]

    def exists(self, session_key: str) -> bool:
        with public_room():
            return super().exists(session_key)

    def save(self, must_create: bool = False) -> None:
        with public_room():
            super().save(must_create)

    def delete(self, session_key: str | None = None) -> None:
        with public_room():
            super().delete(session_key)

    @classmethod
    def clear_expired(cls) -> None:
        with public_room():
            super().clear_expired()
