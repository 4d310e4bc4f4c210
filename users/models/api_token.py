from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from uuid_utils.compat import uuid7

from config.digests import digest_of, new_secret
from tenants.leaving import erased

LIFETIME = timedelta(days=365)
TOKEN = re.compile(r"kon_[0-9a-f]{8}_[A-Za-z0-9_-]{43}")
EVERYTHING = "write"  # the scope that holds all others
READ_ALL = "read"
# The rooms whose views answer on the provider's host, and what their area is called; `mail`,
# `tokens` and `staff` are said by the views themselves.
PROVIDER_AREAS = {
    "tenants": "tenants",
    "billing": "billing",
    "post": "letters",
    "mail": "mail",
    "users": "people",
    "tokens": "tokens",
    "staff": "staff",
}
SEEN_AGAIN = timedelta(hours=1)  # so exactly is known when a token was used last


def allows(scopes: str, area: str, *, writes: bool) -> bool:
    """What these scopes say, words with spaces between. Who may write may read."""
    verbs = (EVERYTHING,) if writes else (READ_ALL, EVERYTHING)
    held = scopes.split()
    return any(verb in held or f"{area}:{verb}" in held for verb in verbs)


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def of_secret(self, secret: str) -> ApiTokenQuerySet:
        return self.filter(digest=digest_of(secret))

    def live(self, at: datetime | models.Expression | None = None) -> ApiTokenQuerySet:
        """Now, unless another time is given."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at or timezone.now())

    def of_tenant(self, tenant_id: Any) -> ApiTokenQuerySet:
        return self.filter(membership__tenant=tenant_id)

    def visible_to(self, key: Any, tenant_id: Any) -> ApiTokenQuerySet:
        """Of a workspace's: an owner sees all, others their own. `key` is who asks, with its role."""
        found = self.of_tenant(tenant_id)
        return found if key.role == "owner" else found.filter(membership=key.id)

    def of_person(self, user_id: Any) -> ApiTokenQuerySet:
        """Those that act for somebody, in whichever workspace."""
        return self.filter(membership__user=user_id)

    def of_provider(self) -> ApiTokenQuerySet:
        return self.filter(membership=None)

    def to_list(self) -> ApiTokenQuerySet:
        """With whom each acts for and what took its place; the newest first."""
        related = self.select_related("membership__user", "membership__tenant", "replacement")
        return related.order_by("-id")

    def revoke(self, *, why: str) -> int:
        """Revoke those still live, and say how many that were. Safe to repeat."""
        return self.live().update(revoked_at=timezone.now(), revoked_why=why)


class ApiTokenManager(models.Manager.from_queryset(ApiTokenQuerySet)):  # type: ignore[misc]
    def make(
        self,
        *,
        name: str,
        membership: object | None = None,
        expires_at: datetime | None = None,
        scopes: str = EVERYTHING,
        addresses: str = "",
        replaces: ApiToken | None = None,
    ) -> tuple[ApiToken, str]:
        """A new token and its secret, which is shown once and kept nowhere.

        With a membership it acts as that member in that workspace; without one it is
        for a program of the provider.
        """
        prefix = "kon_" + secrets.token_hex(4)
        secret = f"{prefix}_{new_secret()}"
        token = self.create(
            name=name,
            membership=membership,
            prefix=prefix,
            digest=digest_of(secret),
            expires_at=expires_at or timezone.now() + LIFETIME,
            scopes=scopes,
            addresses=addresses,
            replaces=replaces,
        )
        return token, secret


@erased(with_tenant="membership__tenant")
class ApiToken(models.Model):
    """A program's key to one workspace, or to the provider's API. Sent in the header only.

    `scopes` and `addresses` are words with spaces between. A scope is `read` or `write` (all
    areas), or `sales:read`, `sales:write`; who may write may read. Without addresses it may come
    from anywhere. `last_used_at` is right to the hour.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=100)
    membership = models.ForeignKey(
        "tenants.Membership", models.CASCADE, null=True, blank=True, related_name="tokens"
    )
    prefix = models.CharField(max_length=40, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(max_length=400, default=EVERYTHING)
    addresses = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="replacement"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_why = models.CharField(max_length=100, blank=True)

    objects = ApiTokenManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="token_lives_a_year_at_most",
                condition=Q(expires_at__lte=F("created_at") + timedelta(days=366)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def lives_for(self) -> timedelta:
        """What it was made for, which its successor gets again."""
        return min(self.expires_at - self.created_at, LIFETIME)

    @property
    def successor(self) -> ApiToken | None:
        return getattr(self, "replacement", None)

    @property
    def was_used_lately(self) -> bool:
        return self.last_used_at is not None and self.last_used_at > timezone.now() - SEEN_AGAIN

    def may(self, area: str, *, writes: bool) -> bool:
        """What its scopes say. Whether its person may is another question."""
        return allows(self.scopes, area, writes=writes)

    def may_ask(self, room: str, *, writes: bool) -> bool:
        """Of a provider's token: whether it may ask the views of this room (`tenants`, `post`)."""
        return self.may(PROVIDER_AREAS.get(room, ""), writes=writes)

    def may_come_from(self, address: str) -> bool:
        allowed = self.addresses.split()
        return not allowed or any(ip_address(address) in ip_network(each) for each in allowed)

    def seen(self) -> None:
        """It was used now. Of many at once one writes it down."""
        before = timezone.now() - SEEN_AGAIN
        rows = ApiToken.objects.filter(
            Q(last_used_at=None) | Q(last_used_at__lt=before), pk=self.pk
        )
        rows.update(last_used_at=timezone.now())
