from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from tenants.leaving import erased

if TYPE_CHECKING:
    from users.models import User


class Role(models.TextChoices):
    OWNER = "owner", _("owner")
    ACCOUNTANT = "accountant", _("accountant")
    SALES = "sales", _("sales")
    PURCHASER = "purchaser", _("purchaser")
    VIEWER = "viewer", _("viewer")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def owners(self) -> MembershipQuerySet:
        return self.filter(role=Role.OWNER)

    def alone_held_by(self, user: User) -> MembershipQuerySet:
        """This person's keys to tenants that have no other owner. Those that are being erased
        need none."""
        others = Membership.objects.owners().exclude(user=user)
        mine = self.owners().filter(user=user, tenant__state__in=_NEEDS_AN_OWNER)
        return mine.exclude(tenant__in=others.values("tenant"))


# Also those that are still being built: their owner waits.
_NEEDS_AN_OWNER = ("requested", "provisioning", "open", "suspended", "closed")


@erased(with_tenant="tenant")
class Membership(models.Model):
    """The key: this user may enter this tenant, with this role. No row, no entry.

    The database keeps the last owner's: a tenant without one could not be closed or erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Membership]] = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user"], name="one_key_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} as {self.role}"
