from django.db import models

from tenants.leaving import kept
from tenants.models.signed import Signed


@kept("which plan is not offered any more; programs of the provider say so, and no person")
class Retirement(Signed):
    """A plan is not offered any more. Who has it keeps it."""

    plan = models.OneToOneField("billing.Plan", models.CASCADE, primary_key=True)

    def __str__(self) -> str:
        return str(self.plan_id)
