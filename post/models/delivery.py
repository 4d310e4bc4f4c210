from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from tenants.leaving import erased


@erased(with_tenant="tenant", with_person="reference")
class Delivery(models.Model):
    """One letter to one person: what for, when, whether it left or came back. Never what it said."""

    class State(models.TextChoices):
        SENT = "sent"
        FAILED = "failed"
        BOUNCED = "bounced"
        COMPLAINED = "complained"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant = models.ForeignKey(
        "tenants.Tenant", models.CASCADE, null=True, related_name="deliveries"
    )
    message_id = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    to = models.EmailField(max_length=254)
    reference = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State)
    error_code = models.CharField(max_length=100, default="", blank=True)
    provider_id = models.CharField(max_length=200, db_default="", blank=True, db_index=True)
    at = models.DateTimeField(db_default=Now())
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [models.Index(fields=["reference"], name="deliveries_of_something")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"
