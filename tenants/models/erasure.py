from __future__ import annotations

from typing import Any

from django.db import models
from uuid_utils.compat import uuid7

from tenants.leaving import kept


@kept("the proof that a tenant was erased: opaque ids, times and counts")
class Erasure(models.Model):
    """The case of a tenant that is erased. It outlives what it erased, and names nobody."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant = models.OneToOneField("tenants.Tenant", models.PROTECT, related_name="erasure")
    asked_by = models.CharField(max_length=40)  # "owner", or the prefix of the provider's token
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.id)

    def has_done(self, step: str) -> bool:
        return self.steps.filter(name=step).exists()

    def note(self, step: str, result: dict[str, Any]) -> None:
        """This step is behind us, with what it found: numbers only. A repeat keeps the first."""
        self.steps.get_or_create(name=step, defaults={"result": result})


@kept("the proof of each step of an erasure: times and counts")
class ErasureStep(models.Model):
    """One step of an erasure that is behind us; written before the next one begins."""

    erasure = models.ForeignKey(Erasure, models.PROTECT, related_name="steps")
    name = models.CharField(max_length=40)
    result = models.JSONField(default=dict)
    finished_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["erasure", "name"], name="one_row_a_step"),
        ]

    def __str__(self) -> str:
        return self.name
