from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import connection, models
from django.utils import timezone

from config.sealed import mark_of
from tenants.leaving import holds_nothing

HOUR = timedelta(hours=1)
KEPT = timedelta(days=1)


class AttemptsManager(models.Manager["Attempts"]):
    def take(self, what: str, whose: str, *, most: int, per: timedelta = HOUR) -> bool:
        """Count one attempt, and say whether it is still allowed. In the public room, one statement.

        `what` is what is tried ("password", "code"), `whose` a person, an address, a number: it
        is kept as a mark only. Counted for all processes at once, however many try at a time, and
        from no beginning that starting a flow anew could move. Call it before a transaction whose
        rollback would take the count back.
        """
        now = timezone.now()
        told: dict[str, str | datetime] = {
            "mark": _mark(what, whose),
            "now": now,
            "before": now - per,
        }
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, told)
            return bool(cursor.fetchone()[0] <= most)

    def give_back(self, what: str, whose: str) -> None:
        """It was right, so it was no guess."""
        self.filter(mark=_mark(what, whose), many__gt=0).update(many=models.F("many") - 1)

    def over(self) -> models.QuerySet[Attempts]:
        return self.filter(since__lt=timezone.now() - KEPT)


@holds_nothing("marks under a key that the database lacks, gone within two days")
class Attempts(models.Model):
    """How often something was tried for somebody, in the window that began `since`.

    A try counts also where it is refused, and one alone; what is counted by several counters at once,
    all or none, is a `post.models.Tally`; what allauth limits by itself stands in `users/limits.py`.
    """

    mark = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField(db_index=True)
    many = models.PositiveIntegerField()

    objects: ClassVar[AttemptsManager] = AttemptsManager()

    class Meta:
        verbose_name_plural = "attempts"

    def __str__(self) -> str:
        return f"{self.many} since {self.since}"


def _mark(what: str, whose: str) -> str:
    return mark_of(whose.casefold(), "attempts", what)


_TAKE = """
INSERT INTO users_attempts AS held (mark, since, many) VALUES (%(mark)s, %(now)s, 1)
ON CONFLICT (mark) DO UPDATE SET
    since = CASE WHEN held.since < %(before)s THEN %(now)s ELSE held.since END,
    many = CASE WHEN held.since < %(before)s THEN 1 ELSE held.many + 1 END
RETURNING many
"""
