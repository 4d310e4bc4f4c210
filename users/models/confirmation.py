from __future__ import annotations

import json
import secrets
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.confirming import Asker, Operation, Payload, operation_of
from config.sealed import SealBroken, seal, unseal
from tenants.leaving import erased
from users.errors import ConfirmationBroken

if TYPE_CHECKING:
    from users.models.user import User

LIFETIME = timedelta(minutes=10)
TRIES = 3
KEPT = timedelta(days=1)  # what became of it can be seen so long
SEALED = "confirmation"


def new_nonce() -> str:
    return secrets.token_hex(32)


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    def asked_by(
        self, user: User, *, at: UUID | None, client: str = "", of_provider: bool = False
    ) -> ConfirmationQuerySet:
        """At a workspace's host (its tenant's id), at the provider's, or at the public one (None).

        A program, by the prefix of its token, finds only what it asked for itself: it may be
        narrowed to less than the person's role.
        """
        mine = self.filter(user=user, client=client) if client else self.filter(user=user)
        if at:
            return mine.filter(on_its_host=True, tenant=at)
        return mine.filter(on_its_host=False, of_provider=of_provider)

    def waiting(self) -> ConfirmationQuerySet:
        return self.filter(decision=None, tries_left__gt=0, expires_at__gt=timezone.now())

    def past_their_time(self) -> ConfirmationQuerySet:
        return self.filter(expires_at__lt=timezone.now() - KEPT)


class ConfirmationManager(models.Manager.from_queryset(ConfirmationQuerySet)):  # type: ignore[misc]
    def ask(
        self, operation: Operation, payload: Payload, *, by: Asker, version: str, **where: Any
    ) -> Confirmation:
        """One that waits ten minutes. Its payload can be read with our keys only, and in this row."""
        new: Confirmation = self.model(
            kind=operation.kind,
            version=_digest(version),
            user_id=by.user_id,
            tenant_id=by.tenant_id,
            expires_at=timezone.now() + LIFETIME,
            **where,
        )
        new.digest = new.digest_with(payload)
        new.sealed = seal(json.dumps(payload), SEALED, str(new.pk), new.digest)
        new.save(force_insert=True)
        return new


@erased(with_tenant="tenant", with_person="user")
class Confirmation(models.Model):
    """An operation that somebody has asked for, and that happens once they have proven who they are.

    It waits until a row says what became of it (`Decision`), its time is over, or its tries are
    used up. `tenant` is whom it is about; `on_its_host` says that it was asked there, `of_provider` on the
    provider's host, where the person's role is that of its staff.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("waits")
        CONSUMED = "consumed", _("done")
        CANCELLED = "cancelled", _("cancelled")
        REFUSED = "refused", _("refused")
        EXPIRED = "expired", _("over")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, null=True, related_name="+")
    on_its_host = models.BooleanField(default=False)
    of_provider = models.BooleanField(default=False, db_default=False)
    # Where its page leads who does not want it.
    back = models.CharField(max_length=200, default="/")
    client = models.CharField(max_length=40, blank=True)  # the prefix of the token that asked
    kind = models.CharField(max_length=40)
    sealed = models.TextField()
    version = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    nonce = models.CharField(max_length=64, default=new_nonce)
    tries_left = models.PositiveSmallIntegerField(default=TRIES)
    asked_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    objects: ClassVar[ConfirmationManager] = ConfirmationManager()

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def state(self) -> str:
        decision = getattr(self, "decision", None)
        if decision is not None:
            return str(decision.state)
        is_over = self.expires_at <= timezone.now() or self.tries_left == 0
        return self.State.EXPIRED if is_over else self.State.PENDING

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.PENDING

    @property
    def operation(self) -> Operation:
        return operation_of(self.kind)

    @property
    def says(self) -> str:
        """The question, in the active language, of what is stored and nothing else.

        On one line: a name with several could say something else in an SMS, or pass for its code.
        """
        return " ".join(str(self.operation.says(self.payload())).splitlines())

    def payload(self) -> dict[str, Any]:
        """What was asked for. Raises ConfirmationBroken if a byte of it, or of whom it is bound to,
        is another one now."""
        try:
            opened = unseal(self.sealed, SEALED, str(self.pk), self.digest)
        except SealBroken:
            raise ConfirmationBroken from None
        payload: dict[str, Any] = json.loads(opened)
        if not secrets.compare_digest(self.digest_with(payload), self.digest):
            raise ConfirmationBroken
        return payload

    def digest_with(self, payload: Payload) -> str:
        """SHA-256 over canonical JSON: of what, for whom, by whom, on which state of things."""
        bound = {
            "id": str(self.pk),
            "kind": self.kind,
            "payload": payload,
            "tenant": self.tenant_id and str(self.tenant_id),
            "user": str(self.user_id),
            "version": self.version,
        }
        return sha256(_canonical(bound)).hexdigest()

    def stands_on(self, version: str) -> bool:
        """Whether it is about this state of things still."""
        return secrets.compare_digest(self.version, _digest(version))

    @property
    def challenge(self) -> bytes:
        """For a passkey: what it signs is this operation, asked for this time."""
        return sha256(bytes.fromhex(self.nonce) + bytes.fromhex(self.digest)).digest()


@erased(with_tenant="confirmation__tenant", with_person="confirmation__user")
class Decision(models.Model):
    """What became of a confirmation. One row, so that it happens once whoever else tries."""

    class Method(models.TextChoices):
        SMS = "sms"
        TOTP = "totp"
        PASSKEY = "passkey"

    confirmation = models.OneToOneField(
        Confirmation, models.CASCADE, primary_key=True, related_name="decision"
    )
    state = models.CharField(max_length=10, choices=Confirmation.State)
    method = models.CharField(max_length=10, choices=Method, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.state


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> bytes:
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()
