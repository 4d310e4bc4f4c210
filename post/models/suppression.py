from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone

from config.sealed import mark_of, marks_of
from tenants.leaving import holds_nothing

KEPT = timedelta(days=90)
MARK = "suppressed address"
OF_WORKSPACES = "for what workspaces write"


class SuppressionManager(models.Manager["Suppression"]):
    def stop(self, address: str, reason: str, *, of_workspaces: bool = False) -> None:
        """Nothing more goes there for ninety days from now, or nothing that workspaces write. Safe to
        repeat."""
        about = (OF_WORKSPACES,) if of_workspaces else ()
        self.update_or_create(
            mark=mark_of(address.casefold(), MARK, *about),
            defaults={
                "reason": reason,
                "at": timezone.now(),
                "of_workspaces": of_workspaces,
            },
        )

    def holds(self, address: str, *, of_workspace: bool = False) -> bool:
        """Whether a letter of ours is stopped there, or one that a workspace wrote."""
        found = self.live().filter(mark__in=self.marks_of(address))
        return (found if of_workspace else found.filter(of_workspaces=False)).exists()

    def marks_of(self, address: str) -> list[str]:
        """By each of our keys, of both kinds; those of the rows are among them, if there are any."""
        to = address.casefold()
        return marks_of(to, MARK) + marks_of(to, MARK, OF_WORKSPACES)

    def old(self) -> models.QuerySet[Suppression]:
        return self.filter(at__lt=timezone.now() - KEPT)

    def live(self) -> models.QuerySet[Suppression]:
        return self.filter(at__gte=timezone.now() - KEPT)


@holds_nothing("marks under a key that the database lacks, gone within ninety days")
class Suppression(models.Model):
    """An address that refused mail for good, or whose reader called it spam: nothing goes there.

    If it was a letter of a workspace's (`of_workspaces`), only what workspaces write: nobody writes
    a text that keeps their letters about their sign-in from somebody.
    """

    class Reason(models.TextChoices):
        BOUNCED = "bounced"
        COMPLAINED = "complained"

    mark = models.CharField(max_length=64, primary_key=True)
    reason = models.CharField(max_length=10, choices=Reason)
    at = models.DateTimeField(db_index=True)
    of_workspaces = models.BooleanField(default=False, db_default=False)

    objects: ClassVar[SuppressionManager] = SuppressionManager()

    @property
    def until(self) -> datetime:
        return self.at + KEPT

    def __str__(self) -> str:
        return f"{self.reason} {self.at}"
