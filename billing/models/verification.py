from django.db import models

from tenants.leaving import erased
from tenants.models.signed import Signed


@erased(with_tenant="payer__subscriptions__tenant")
class Verification(Signed):
    """The provider looked at a payer's data and found it true. Any change of the data takes it back."""

    payer = models.OneToOneField("billing.Payer", models.CASCADE, primary_key=True)
    note = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.payer_id} at {self.at}"
