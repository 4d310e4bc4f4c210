from django.db import models

from tenants.leaving import erased
from tenants.models.signed import Signed


@erased(with_tenant="subscription__tenant")
class Cancellation(Signed):
    """A subscription will not go on. Taking it back removes the row."""

    subscription = models.OneToOneField(
        "billing.Subscription", models.CASCADE, primary_key=True, related_name="cancellation"
    )
    reason = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return str(self.subscription_id)
