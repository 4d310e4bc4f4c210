from __future__ import annotations

from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone
from uuid_utils.compat import uuid7

from config.sealed import mark_of, marks_of
from identity.phone import shortened
from tenants.leaving import erased

KEPT = timedelta(days=90)
MARK = "sms number"


class SmsQuerySet(models.QuerySet["Sms"]):
    def named(self, reference: str) -> SmsQuerySet:
        """By what we called it. What is no name of ours names nothing."""
        try:
            return self.filter(pk=UUID(reference))
        except ValueError:
            return self.none()

    def called(self, their_id: str, *, gateway: str, number: str) -> SmsQuerySet:
        """By what the gateway calls it, which is unique with the number only."""
        return self.filter(their_id=their_id, gateway=gateway, to_mark__in=marks_of(number, MARK))

    def old(self) -> SmsQuerySet:
        return self.filter(at__lt=timezone.now() - KEPT)


@erased(with_tenant="tenant", with_person="reference")
class Sms(models.Model):
    """One SMS handed to a gateway: what for, and what became of it. Never what it said, nor to whom.

    The number is a mark under a key that the database lacks, and its first and last digits.
    """

    class State(models.TextChoices):
        SENDING = "sending"  # nobody has heard of it yet
        UNKNOWN = "unknown"  # the gateway may have taken it
        ACCEPTED = "accepted"
        DELIVERED = "delivered"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=60)
    reference = models.CharField(max_length=100, db_index=True)
    to_mark = models.CharField(max_length=64)
    hidden = models.CharField(max_length=20)
    segments = models.PositiveSmallIntegerField()
    gateway = models.CharField(max_length=20)
    their_id = models.CharField(  # what the company calls it; the column's name is an old one
        max_length=64, default="", blank=True, db_index=True, db_column="provider_id"
    )
    state = models.CharField(max_length=10, choices=State, default=State.SENDING)
    error_code = models.CharField(max_length=100, default="", blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[SmsQuerySet] = SmsQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "SMS"
        verbose_name_plural = "SMS"

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    def give_number(self, number: str) -> None:
        self.to_mark = mark_of(number, MARK)
        self.hidden = shortened(number)

    def learn(self, state: str, *, error: str = "", their_id: str = "") -> None:
        """What was heard of it, in whatever order and however often that comes.

        "Delivered" is the last word. A failure is believed until then; that the gateway took it
        says nothing any more once it is delivered or failed.
        """
        rows = Sms.objects.filter(pk=self.pk)
        if their_id:
            rows.filter(their_id="").update(their_id=their_id[:64])
        rows.filter(_BEFORE[Sms.State(state)]).update(
            state=state, error_code=error[:100], settled_at=timezone.now()
        )


_OPEN = Q(state__in=[Sms.State.SENDING, Sms.State.UNKNOWN])
# From which states the row goes on to this one.
_BEFORE = {
    Sms.State.UNKNOWN: Q(state=Sms.State.SENDING),
    Sms.State.ACCEPTED: _OPEN,
    Sms.State.FAILED: _OPEN | Q(state=Sms.State.ACCEPTED),
    Sms.State.DELIVERED: ~Q(state=Sms.State.DELIVERED),
}
