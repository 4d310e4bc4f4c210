from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from django.db import connection, models
from django.utils import timezone

from config.sealed import mark_of
from tenants.leaving import holds_nothing

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Counter:
    """How many of this, and for whom, in this time from the first one on."""

    what: str
    whose: str
    per: timedelta

    @property
    def mark(self) -> str:
        return mark_of(self.whose, "tally", self.what)


@dataclass(frozen=True, slots=True)
class Held:
    """What a counter holds: how many, how many of them led somewhere, and since when it counts."""

    many: int = 0
    typed: int = 0
    since: datetime = _NEVER


class TallyManager(models.Manager["Tally"]):
    def add(
        self, counters: Sequence[Counter], *, reading: Iterable[Counter] = ()
    ) -> dict[Counter, Held]:
        """Count one more in each, and tell how many they hold now, and those that are only read.

        One statement, for all processes at once, in the public room. Who decides by the answer that
        nothing shall be counted rolls back to before it. Give the counters always in the same
        order: their rows are locked in it.
        """
        now, marks = timezone.now(), {each: each.mark for each in counters}
        read = {each: each.mark for each in reading}
        told: dict[str, Any] = {
            "marks": list(marks.values()),
            "untils": [now + each.per for each in counters],
            "now": now,
            "read": list(read.values()),
        }
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, told)
            found = {mark: told for mark, *told in cursor.fetchall()}
        return {
            each: _held(each, *found[mark]) if mark in found else Held()
            for each, mark in {**read, **marks}.items()
        }

    def type(self, counter: Counter) -> None:
        """One of those that it counted was typed. One that is over counts nothing."""
        live = self.filter(mark=counter.mark, until__gt=timezone.now())
        live.update(typed=models.F("typed") + 1)

    def forget(self, counter: Counter) -> None:
        self.filter(mark=counter.mark).delete()

    def over(self) -> models.QuerySet[Tally]:
        return self.filter(until__lte=timezone.now())


def _held(counter: Counter, many: int, typed: int, until: datetime) -> Held:
    return Held(many, typed, until - counter.per)


@holds_nothing("marks under a key that the database lacks, gone within two days")
class Tally(models.Model):
    """How many were counted by a counter that begins anew at `until`.

    Several counters count at once, and who is refused by one is counted in none; a try that counts
    also where it is refused is one of `users.models.Attempts`.
    """

    mark = models.CharField(max_length=64, primary_key=True)
    until = models.DateTimeField(db_index=True)
    many = models.PositiveIntegerField()
    typed = models.PositiveIntegerField(db_default=0)  # of a prefix: how many codes

    objects: ClassVar[TallyManager] = TallyManager()

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.many} until {self.until}"


_COUNT = """
WITH counted AS (
    INSERT INTO post_tally AS held (mark, until, many)
    SELECT mark, until, 1
    FROM unnest(%(marks)s::text[], %(untils)s::timestamptz[]) WITH ORDINALITY AS t(mark, until, place)
    ORDER BY place
    ON CONFLICT (mark) DO UPDATE SET
        until = CASE WHEN held.until <= %(now)s THEN EXCLUDED.until ELSE held.until END,
        many = CASE WHEN held.until <= %(now)s THEN 1 ELSE held.many + 1 END,
        typed = CASE WHEN held.until <= %(now)s THEN 0 ELSE held.typed END
    RETURNING mark, many, typed, until
)
SELECT mark, many, typed, until FROM counted
UNION ALL
SELECT mark, many, typed, until FROM post_tally WHERE mark = ANY(%(read)s::text[]) AND until > %(now)s
"""
