from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tenants.leaving import erased
from users.models.code import Purpose
from users.models.policy import Policy

if TYPE_CHECKING:
    from tenants.models import Invitation, Tenant
    from users.models.user import User

LIFETIME = timedelta(hours=24)


class Step(StrEnum):
    """Where a sign-up goes on."""

    CODE = "code"
    PERSON = "person"
    PHONE = "phone"
    BUSINESS = "business"
    READY = "ready"


class SignUpManager(models.Manager["SignUp"]):
    def expired(self) -> models.QuerySet[SignUp]:
        return self.filter(expires_at__lt=timezone.now())

    def of_session(self, sign_up_id: str | None) -> SignUp | None:
        """The one that this browser's session names, while it lasts."""
        if sign_up_id is None:
            return None
        lasting = self.filter(pk=UUID(sign_up_id), expires_at__gt=timezone.now())
        return lasting.select_related("tenant", "invitation").first()

    def held(self, sign_up: SignUp) -> SignUp:
        """The row as it stands now, and nobody else changes it meanwhile. In a transaction."""
        return self.select_for_update().get(pk=sign_up.pk)


@erased(with_tenant="tenant", with_person="user")
class SignUp(models.Model):
    """What somebody has given so far who wants to come in. No user stands before it is complete.

    Lasts a day from its beginning. Of one that is done only the ids are left, so that the last
    step can be repeated.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(max_length=254, blank=True)
    email_proven_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=150, blank=True)
    password = models.CharField(max_length=128, blank=True)  # as its Argon2id hash only
    phone = models.CharField(max_length=16, blank=True)  # E.164
    phone_proven_at = models.DateTimeField(null=True)
    policy = models.ForeignKey("users.Policy", models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    # Of somebody who joins; everybody else gets a workspace of their own.
    invitation = models.ForeignKey(
        "tenants.Invitation", models.CASCADE, null=True, related_name="+"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    objects: ClassVar[SignUpManager] = SignUpManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="nobody_comes_in_unproven",
                condition=Q(user=None)
                | Q(
                    email_proven_at__isnull=False,
                    phone_proven_at__isnull=False,
                    accepted_at__isnull=False,
                ),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_done(self) -> bool:
        return self.user_id is not None

    @property
    def is_told(self) -> bool:
        """Who it is, and that the policy is accepted."""
        return bool(self.name and self.password and self.phone and self.accepted_at)

    @property
    def is_proven(self) -> bool:
        return bool(self.email_proven_at and self.is_told and self.phone_proven_at)

    @property
    def step(self) -> Step:
        """What is missing next."""
        if self.is_done:
            return Step.READY
        if self.email_proven_at is None:
            return Step.CODE
        if not self.is_told:
            return Step.PERSON
        if self.phone_proven_at is None or self.invitation_id:
            return Step.PHONE
        return Step.BUSINESS

    def address_for(self, purpose: str) -> str:
        """Where a code of this purpose goes."""
        return self.email if purpose == Purpose.SIGN_UP_EMAIL else self.phone

    def is_from(self, email: str) -> None:
        """Another address has to be proven as the first one had."""
        if self.email != email:
            self.email, self.email_proven_at = email, None
            self.save(update_fields=["email", "email_proven_at"])

    def tell(self, *, name: str, password: str, phone: str, policy: Policy) -> None:
        """Another number has to be proven as the first one had. `password` is a hash."""
        if self.phone != phone:
            self.phone, self.phone_proven_at = phone, None
        if self.policy != policy:
            self.policy, self.accepted_at = policy, timezone.now()
        self.name, self.password = name, password
        self.save()

    def keep_password(self, password: str) -> None:
        """A hash; before the rest is good: nobody is asked for a good password twice."""
        self.password = password
        self.save(update_fields=["password"])

    def prove(self, purpose: str) -> None:
        what = "email_proven_at" if purpose == Purpose.SIGN_UP_EMAIL else "phone_proven_at"
        setattr(self, what, timezone.now())
        self.save(update_fields=[what])

    def unprove_phone(self) -> None:
        """Somebody else proved this number meanwhile."""
        self.phone, self.phone_proven_at = "", None
        self.save(update_fields=["phone", "phone_proven_at"])

    def finish(self, user: User, tenant: Tenant) -> None:
        """It has become a user: what was given stands there, and is forgotten here."""
        self.user, self.tenant = user, tenant
        self.email = self.name = self.password = self.phone = ""
        self.save()


def new_sign_up(*, email: str = "", invitation: Invitation | None = None) -> SignUp:
    """Not saved yet. The mail's link has proven an invited person's address."""
    now = timezone.now()
    made = SignUp(email=email, invitation=invitation, expires_at=now + LIFETIME)
    if invitation is not None:
        made.email, made.email_proven_at = invitation.email.lower(), now
        made.tenant_id = invitation.tenant_id
    return made
