from django.db import models
from django_tenants.models import DomainMixin

from tenants.leaving import erased


@erased(with_tenant="tenant")
class Domain(DomainMixin):  # type: ignore[misc]
    """A host name that leads to a tenant; lower case, in ASCII, without a port.

    Each has one below ours, which always leads to it, and own ones, each with the claim that was
    proven. The primary one is where people are sent: from the public host, and by mail.
    """

    domain = models.CharField(max_length=253, unique=True)
    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, related_name="domains")
    is_primary = models.BooleanField(default=True)
    claim = models.OneToOneField(
        "tenants.Claim", models.CASCADE, null=True, related_name="domain", editable=False
    )

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

    def become_primary(self) -> None:
        """The one that was primary no longer is."""
        self.is_primary = True
        self.save(update_fields=["is_primary"])
