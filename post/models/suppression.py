from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone

from config.sealed import mark_of, marks_of
from tenants.leaving import holds_nothing

KEPT = timedelta(days=90)
MARK = "suppressed address"


class SuppressionManager(models.Manager["Suppression"]):
    def stop(self, address: str, reason: str) -> None:
        """Nothing more goes there for ninety days from now. Safe to repeat."""
        self.update_or_create(
            mark=mark_of(address.casefold(), MARK),
            defaults={"reason": reason, "at": timezone.now()},
        )

    def holds(self, address: str) -> bool:
        return self.live().filter(mark__in=self.marks_of(address)).exists()

    def marks_of(self, address: str) -> list[str]:
        """By each of our keys; one of them is a row's, if there is any."""
        return marks_of(address.casefold(), MARK)

    def old(self) -> models.QuerySet[Suppression]:
        return self.filter(at__lt=timezone.now() - KEPT)

    def live(self) -> models.QuerySet[Suppression]:
        return self.filter(at__gte=timezone.now() - KEPT)


@holds_nothing("marks under a key that the database lacks, gone within ninety days")
class Suppression(models.Model):
    """An address that refused mail for good, or whose reader called it spam: nothing goes there."""

    class Reason(models.TextChoices):
        BOUNCED = "bounced"
        COMPLAINED = "complained"

    mark = models.CharField(max_length=64, primary_key=True)
    reason = models.CharField(max_length=10, choices=Reason)
    at = models.DateTimeField(db_index=True)

    objects: ClassVar[SuppressionManager] = SuppressionManager()

    @property
    def until(self) -> datetime:
        return self.at + KEPT

    def __str__(self) -> str:
        return f"{self.reason} {self.at}"
