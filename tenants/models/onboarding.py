from django.conf import settings
from django.db import models
from uuid_utils.compat import uuid7

from tenants.leaving import erased


@erased(with_tenant="tenant")
class Onboarding(models.Model):
    """One request of the provider for a tenant, remembered by its Idempotency-Key: of a program
    (`client`) or of a person of its staff (`user`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(
        "users.ApiToken", models.PROTECT, null=True, related_name="onboardings"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    key = models.CharField(max_length=200)
    body_digest = models.CharField(max_length=64)
    owner_email = models.EmailField(max_length=254)
    tenant = models.OneToOneField("tenants.Tenant", models.CASCADE, related_name="onboarding")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "key"], name="one_onboarding_a_key"),
            models.UniqueConstraint(fields=["user", "key"], name="one_onboarding_a_key_of_staff"),
        ]

    def __str__(self) -> str:
        return self.key
