from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from django.db import connection, models, transaction
from django.utils import timezone

from config.sealed import mark_of
from tenants.leaving import holds_nothing


@dataclass(frozen=True, slots=True)
class Budget:
    """At most so many, of this and for whom, in this time from the first one on."""

    what: str
    whose: str
    most: int
    per: timedelta

    @property
    def mark(self) -> str:
        return mark_of(self.whose, "tally", self.what)


class _Exhausted(Exception):
    pass


class TallyManager(models.Manager["Tally"]):
    def take(self, budgets: Sequence[Budget]) -> Budget | None:
        """Count one in each, or none at all and tell the first that is used up. In the public room.

        One statement, for all processes at once. Give the budgets always in the same order: their
        rows are locked in it.
        """
        try:
            with transaction.atomic():
                self._take(budgets)
        except _Exhausted as exhausted:
            budget: Budget = exhausted.args[0]
            return budget
        return None

    def _take(self, budgets: Sequence[Budget]) -> None:
        now = timezone.now()
        marks = [budget.mark for budget in budgets]
        told: dict[str, Any] = {
            "marks": marks,
            "untils": [now + budget.per for budget in budgets],
            "now": now,
        }
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, told)
            many = dict(cursor.fetchall())
        for budget, mark in zip(budgets, marks, strict=True):
            if many[mark] > budget.most:
                raise _Exhausted(budget)

    def over(self) -> models.QuerySet[Tally]:
        return self.filter(until__lte=timezone.now())


@holds_nothing("marks under a key that the database lacks, gone within two days")
class Tally(models.Model):
    """How many were taken of a budget that begins anew at `until`."""

    mark = models.CharField(max_length=64, primary_key=True)
    until = models.DateTimeField(db_index=True)
    many = models.PositiveIntegerField()

    objects: ClassVar[TallyManager] = TallyManager()

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.many} until {self.until}"


_TAKE = """
INSERT INTO post_tally AS held (mark, until, many)
SELECT mark, until, 1
FROM unnest(%(marks)s::text[], %(untils)s::timestamptz[]) WITH ORDINALITY AS t(mark, until, place)
ORDER BY place
ON CONFLICT (mark) DO UPDATE SET
    until = CASE WHEN held.until <= %(now)s THEN EXCLUDED.until ELSE held.until END,
    many = CASE WHEN held.until <= %(now)s THEN 1 ELSE held.many + 1 END
RETURNING mark, many
"""
