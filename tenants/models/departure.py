from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from uuid_utils.compat import uuid7

from tenants.leaving import erased

if TYPE_CHECKING:
    from tenants.models.tenant import Tenant
    from users.models import User


class DepartureManager(models.Manager["Departure"]):
    def take_back(self, tenant: Tenant, user: User) -> UUID:
        """The id for this person's key: the one from before, if there was one."""
        gone = self.filter(tenant=tenant, user=user).first()
        if gone is None:
            return uuid7()
        before = gone.membership_id
        gone.delete()
        return before


@erased(with_tenant="tenant", with_person="user")
class Departure(models.Model):
    """Somebody held a key to this tenant and does no more. Who comes back gets the same key's id,
    so that the workspace knows the person again."""

    membership_id = models.UUIDField(primary_key=True, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, related_name="departures")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[DepartureManager] = DepartureManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user"], name="one_departure_a_person")
        ]

    def __str__(self) -> str:
        return str(self.membership_id)
