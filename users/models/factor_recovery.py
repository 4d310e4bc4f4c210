from __future__ import annotations

import hmac
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language

from config.sealed import mark_of, marks_of
from tenants.actor import Actor
from tenants.leaving import erased
from tenants.models.signed import Signed

if TYPE_CHECKING:
    from users.models.user import User

GOOD_FOR = timedelta(days=14)  # once it is open
DAY = timedelta(days=1)
LAST_CALL = timedelta(hours=6)  # before it opens
STOP, FINISH = "stop", "finish"
LETTERS = 32  # of a mark: 128 bits


class FactorRecoveryQuerySet(models.QuerySet["FactorRecovery"]):
    def over(self) -> FactorRecoveryQuerySet:
        """Nobody came for it."""
        return self.filter(opens_at__lt=timezone.now() - GOOD_FOR)

    def of(self, person: User) -> FactorRecovery | None:
        """The one that waits or is open."""
        still = self.filter(person=person, opens_at__gt=timezone.now() - GOOD_FOR)
        return still.first()

    def waiting(self) -> FactorRecoveryQuerySet:
        return self.filter(opens_at__gt=timezone.now())

    def now_open(self) -> FactorRecoveryQuerySet:
        now = timezone.now()
        return self.filter(opens_at__lte=now, opens_at__gt=now - GOOD_FOR)


class FactorRecoveryManager(models.Manager.from_queryset(FactorRecoveryQuerySet)):  # type: ignore[misc]
    def begin(self, person: User, *, by: Actor) -> tuple[FactorRecovery, bool]:
        """And whether it is new. One that waits goes on as it is: nobody makes it longer or shorter."""
        self.over().filter(person=person).delete()
        opens_at = timezone.now() + timedelta(hours=settings.FACTOR_RECOVERY_HOURS)
        begun: tuple[FactorRecovery, bool] = self.get_or_create(
            person=person,
            defaults={"opens_at": opens_at, "language": get_language() or "", **by.fields},
        )
        return begun

    def remind(self) -> list[FactorRecovery]:
        """Those whose people are to be told again now, each counted as told: once a day, and some
        hours before the end, for whoever overlooked the notices before.

        In the transaction that leaves the jobs which tell: whoever looks a second time, or at the
        same time, is given none twice. What was missed meanwhile is told once. A recovery that is
        stopped and begun anew brings none sooner than a day later, so no budget holds them back.
        """
        return [
            each for each in self.waiting().select_for_update(skip_locked=True) if each.remind()
        ]


@erased(with_person="person")
class FactorRecovery(Signed):
    """Somebody says that this person has lost their second factor. After `opens_at` they can sign in
    without it: with the password, and a link from their mail.

    Until then every address of theirs has a link that stops it. Stopped or finished, the row is gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="factor_recovery"
    )
    opens_at = models.DateTimeField(db_index=True)
    language = models.CharField(max_length=10, blank=True, db_default="")  # of the notices
    reminders = models.PositiveSmallIntegerField(default=0, db_default=0)  # that were sent

    objects: ClassVar[FactorRecoveryManager] = FactorRecoveryManager()

    def __str__(self) -> str:
        return f"opens {self.opens_at}"

    @property
    def reminders_due(self) -> int:
        """By now: one for each day since it began, and the last some hours before it opens."""
        days = (self.opens_at - self.at) // DAY
        moments = {self.at + DAY * day for day in range(1, days + 1)} | {self.opens_at - LAST_CALL}
        now = timezone.now()
        return sum(self.at < each <= now for each in moments if each < self.opens_at)

    def remind(self) -> bool:
        """Count the notices that are due as told, and say whether there were any."""
        due, told = self.reminders_due, self.reminders
        if due > told:
            self.reminders = due
            self.save(update_fields=["reminders"])
        return due > told

    @property
    def is_open(self) -> bool:
        return self.opens_at <= timezone.now() < self.opens_at + GOOD_FOR

    def mark(self, what: str) -> str:
        """For the link that stops or finishes it. It can be made again, and is kept nowhere."""
        return mark_of(str(self.pk), "factor recovery", what)[:LETTERS]

    def is_marked(self, what: str, shown: str) -> bool:
        marks = marks_of(str(self.pk), "factor recovery", what)
        return any(hmac.compare_digest(mark[:LETTERS], shown) for mark in marks)
