from django.db import models

from tenants.leaving import erased
from tenants.models.signed import Signed


@erased(with_tenant="tenant")
class Closure(Signed):
    """The door of a tenant is shut; its data is kept. Reopening removes the row."""

    tenant = models.OneToOneField("tenants.Tenant", models.CASCADE, related_name="closure")
    reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"since {self.at:%Y-%m-%d}"

    @property
    def is_by_provider(self) -> bool:
        """Then only the provider reopens."""
        return bool(self.client)
