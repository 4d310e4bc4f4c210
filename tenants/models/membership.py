from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from tenants.leaving import erased


class Role(models.TextChoices):
    OWNER = "owner", _("owner")
    ACCOUNTANT = "accountant", _("accountant")
    SALES = "sales", _("sales")
    PURCHASER = "purchaser", _("purchaser")
    VIEWER = "viewer", _("viewer")


@erased(with_tenant="tenant")
class Membership(models.Model):
    """The key: this user may enter this tenant, with this role. No row, no entry."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user"], name="one_key_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} as {self.role}"
