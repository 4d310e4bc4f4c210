from django.db import models
from django_tenants.models import DomainMixin

from tenants.leaving import erased


@erased(with_tenant="tenant")
class Domain(DomainMixin):  # type: ignore[misc]
    """A host name that leads to a tenant; lower case, without a port."""

    domain = models.CharField(max_length=253, unique=True)
    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, related_name="domains")
    is_primary = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant"],
                condition=models.Q(is_primary=True),
                name="one_primary_domain_a_tenant",
            )
        ]

    def __str__(self) -> str:
        return self.domain
