from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

from config.digests import digest_of, new_secret
from tenants.leaving import erased

LIFETIME = timedelta(days=365)
TOKEN = re.compile(r"kon_[0-9a-f]{8}_[A-Za-z0-9_-]{43}")


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def of_secret(self, secret: str) -> ApiTokenQuerySet:
        return self.filter(digest=digest_of(secret))

    def live(self, at: datetime | models.Expression | None = None) -> ApiTokenQuerySet:
        """Now, unless another time is given."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at or timezone.now())

    def revoke(self, *, why: str) -> int:
        """Revoke those still live, and say how many that were. Safe to repeat."""
        return self.live().update(revoked_at=timezone.now(), revoked_why=why)


class ApiTokenManager(models.Manager.from_queryset(ApiTokenQuerySet)):  # type: ignore[misc]
    def make(
        self, *, name: str, membership: object | None = None, expires_at: datetime | None = None
    ) -> tuple[ApiToken, str]:
        """A new token and its secret, which is shown once and kept nowhere.

        With a membership it acts as that member in that workspace; without one it is a
        provider client's.
        """
        prefix = "kon_" + secrets.token_hex(4)
        secret = f"{prefix}_{new_secret()}"
        token = self.create(
            name=name,
            membership=membership,
            prefix=prefix,
            digest=digest_of(secret),
            expires_at=expires_at or timezone.now() + LIFETIME,
        )
        return token, secret


@erased(with_tenant="membership__tenant")
class ApiToken(models.Model):
    """A program's key to one workspace, or to the provider's API. Sent in the header only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=100)
    membership = models.ForeignKey(
        "tenants.Membership", models.CASCADE, null=True, blank=True, related_name="tokens"
    )
    prefix = models.CharField(max_length=40, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_why = models.CharField(max_length=100, blank=True)

    objects = ApiTokenManager()

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"
