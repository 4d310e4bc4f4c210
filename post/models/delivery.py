from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from uuid_utils.compat import uuid7

from tenants.leaving import erased

KEPT = timedelta(days=90)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def old(self) -> DeliveryQuerySet:
        """What nobody asks for any more.

        Ninety days: companies report bounces within days and complaints within weeks, jobs repeat
        within one, and a row names somebody's address. Of what a workspace sent and what came back,
        the row stays with the workspace: the page of an invoice says so as long as there is one.
        """
        answered_for = models.Q(tenant__isnull=False, returned_at__isnull=False)
        return self.filter(at__lt=timezone.now() - KEPT).exclude(answered_for)


@erased(with_tenant="tenant", with_person="reference")
class Delivery(models.Model):
    """One letter to one person: what for, when, whether it left or came back. Never what it said."""

    class State(models.TextChoices):
        SENT = "sent"
        FAILED = "failed"  # its job tries again
        REFUSED = "refused"  # for good
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

    objects: ClassVar[DeliveryQuerySet] = DeliveryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["reference"], name="deliveries_of_something"),
            models.Index(fields=["at"], name="deliveries_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"
