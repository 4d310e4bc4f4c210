from __future__ import annotations

import secrets
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone

from config.digests import digest_of, new_secret
from tenants.leaving import erased
from tenants.models import Tenant
from users.models.session import Session

LIFETIME = timedelta(seconds=30)


class TicketManager(models.Manager["Ticket"]):
    def expired(self) -> models.QuerySet[Ticket]:
        return self.filter(expires_at__lt=timezone.now())

    def issue(self, *, session: Session, tenant: Tenant | None, state: str) -> str:
        """A secret that lets this sign-in's user in at this tenant's host, once, for 30 seconds;
        without a tenant at the provider's.

        `state` is the nonce that the other host gave to the browser: another browser that
        is handed the link cannot use it.
        """
        secret = new_secret()
        self.create(
            digest=digest_of(secret),
            session=session,
            tenant=tenant,
            state_digest=digest_of(state),
            expires_at=timezone.now() + LIFETIME,
        )
        return secret

    def redeem(self, secret: str, *, tenant: Tenant | None, state_digest: str) -> Ticket | None:
        """The ticket, taken out of the table: a second try finds nothing. Needs a transaction."""
        mine = self.filter(digest=digest_of(secret), tenant=tenant)
        ticket = mine.select_for_update(of=("self",)).select_related("session__user").first()
        if ticket is None:
            return None
        mine.delete()
        good = ticket.expires_at > timezone.now() and secrets.compare_digest(
            ticket.state_digest, state_digest
        )
        return ticket if good else None


@erased(with_tenant="tenant", with_person="session__user")
class Ticket(models.Model):
    """The hand-over from the public host to a workspace's, or without a tenant to the provider's:
    single use, 30 seconds.

    It falls with the sign-in that it came from.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    session = models.ForeignKey("users.Session", models.CASCADE, related_name="+")
    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, null=True, related_name="+")
    state_digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField(db_index=True)

    objects: ClassVar[TicketManager] = TicketManager()

    def __str__(self) -> str:
        return f"to {self.tenant_id or 'the provider'}"
