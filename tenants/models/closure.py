from django.conf import settings
from django.db import models

from tenants.leaving import erased


@erased(with_tenant="tenant")
class Closure(models.Model):
    """The door of a tenant is shut; its data is kept. Reopening removes the row."""

    tenant = models.OneToOneField("tenants.Tenant", models.CASCADE, related_name="closure")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    client = models.CharField(max_length=40, blank=True)  # the prefix of the provider's token
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"since {self.at:%Y-%m-%d}"

    @property
    def is_by_provider(self) -> bool:
        """Then only the provider reopens."""
        return bool(self.client)
