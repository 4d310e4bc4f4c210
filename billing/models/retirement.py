from django.db import models

from billing.models.signed import Signed
from tenants.leaving import holds_nothing


@holds_nothing("which plan is not offered any more")
class Retirement(Signed):
    """A plan is not offered any more. Who has it keeps it."""

    plan = models.OneToOneField("billing.Plan", models.CASCADE, primary_key=True)

    def __str__(self) -> str:
        return str(self.plan_id)
