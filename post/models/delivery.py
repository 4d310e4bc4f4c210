from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Cast, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from post.errors import CameBack
from tenants.leaving import erased

KEPT = timedelta(days=90)


class WhyItCameBack(models.TextChoices):
    """Why somebody does not get a letter, in words for who sent it."""

    BOUNCED = "bounced", _("There is no such mailbox, or it takes no mail.")
    COMPLAINED = "complained", _("Its reader called a mail of ours spam.")
    REFUSED = "refused", _("The mail server there refuses this address.")
    STOPPED = "stopped", _("Mail to it came back before, so none was sent.")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def last_of(self, kind: str, reference: models.expressions.Combinable) -> DeliveryQuerySet:
        """The last letter of this kind about a row, for a query about such rows."""
        return self.filter(kind=kind, reference=Cast(reference, models.CharField())).order_by("-id")

    def why_it_came_back(self) -> Any:
        """One of WhyItCameBack, or nothing: it is on its way, arrived, or is tried again."""
        stopped = models.Q(state=Delivery.State.REFUSED, error_code=CameBack.__name__)
        ends = [Delivery.State.BOUNCED, Delivery.State.COMPLAINED, Delivery.State.REFUSED]
        why = models.Case(
            models.When(stopped, then=models.Value(WhyItCameBack.STOPPED.value)),
            models.When(state__in=ends, then=models.F("state")),
            output_field=models.CharField(),
        )
        return self.values(why=why)

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
    their_id = models.CharField(  # what the company calls it; the column's name is an old one
        max_length=200, db_default="", blank=True, db_index=True, db_column="provider_id"
    )
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
