from django.db import models

from tenants.leaving import erased


@erased(with_tenant="tenant")
class Suspension(models.Model):
    """The provider lets a tenant only be read, and says its people why. Lifting removes the row."""

    tenant = models.OneToOneField("tenants.Tenant", models.CASCADE, related_name="suspension")
    client = models.CharField(max_length=40)  # the prefix of the provider's token
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.reason
