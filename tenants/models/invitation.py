from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

from config.digests import digest_of, new_secret
from tenants.leaving import erased
from tenants.models.membership import Role

if TYPE_CHECKING:
    from tenants.models.tenant import Tenant
    from users.models import User

LIFETIME = timedelta(days=7)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> InvitationQuerySet:
        """Not accepted; the link may be too old."""
        return self.filter(accepted_at__isnull=True)

    def waiting(self) -> InvitationQuerySet:
        return self.filter(accepted_at__isnull=True, expires_at__gt=timezone.now())

    def of_secret(self, secret: str) -> InvitationQuerySet:
        return self.filter(digest=digest_of(secret))


class InvitationManager(models.Manager.from_queryset(InvitationQuerySet)):  # type: ignore[misc]
    def waiting_or_new(
        self, tenant: Tenant, email: str, role: str, language: str, by: User | None = None
    ) -> tuple[Invitation, bool]:
        """The one invitation of an address that is not accepted, with this role; `by` who asks last.

        A new one has a secret that nobody knows, until it is renewed to be sent.
        """
        fresh = Invitation()
        fresh.renew()
        told: dict[str, Any] = {"role": role, "language": language, "invited_by": by}
        new = {**told, "digest": fresh.digest, "expires_at": fresh.expires_at}
        return self.update_or_create(  # type: ignore[no-any-return]
            tenant=tenant,
            email=email,
            accepted_at=None,
            defaults=told,
            create_defaults=new,
        )


@erased(with_tenant="tenant", with_person="accepted_by")
class Invitation(models.Model):
    """Somebody is asked by mail to join a tenant. The secret stands in the mail only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=20, choices=Role)
    language = models.CharField(max_length=5, blank=True)  # of its mail
    digest = models.CharField(max_length=64, unique=True, editable=False)
    # Nobody, where the provider asks the first owner in.
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[InvitationManager] = InvitationManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "email"],
                condition=models.Q(accepted_at__isnull=True),
                name="one_waiting_invitation_an_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} as {self.role}"

    def renew(self) -> str:
        """Give it a new secret and a new week, and return the secret. Older mails stop working."""
        secret = new_secret()
        self.digest = digest_of(secret)
        self.expires_at = timezone.now() + LIFETIME
        return secret

    @property
    def is_waiting(self) -> bool:
        return self.accepted_at is None and self.expires_at > timezone.now()
