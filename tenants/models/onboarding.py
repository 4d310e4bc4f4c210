from django.db import models
from uuid_utils.compat import uuid7

from tenants.leaving import erased


@erased(with_tenant="tenant")
class Onboarding(models.Model):
    """One request of a provider client for a tenant, remembered by its Idempotency-Key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey("users.ApiToken", models.PROTECT, related_name="onboardings")
    key = models.CharField(max_length=200)
    body_digest = models.CharField(max_length=64)
    owner_email = models.EmailField(max_length=254)
    tenant = models.OneToOneField("tenants.Tenant", models.CASCADE, related_name="onboarding")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "key"], name="one_onboarding_a_key"),
        ]

    def __str__(self) -> str:
        return self.key
