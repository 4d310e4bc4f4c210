from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connections, models

from tenants.leaving import holds_nothing

KEPT = 1000  # of each schedule; the clock may be set back so many slots and none fires again

_MARK = """
INSERT INTO jobs_firing (schedule, slot) SELECT * FROM unnest(%s::text[], %s::timestamptz[])
ON CONFLICT DO NOTHING RETURNING schedule
"""
_FORGET = """
DELETE FROM jobs_firing WHERE schedule = %s AND slot < (
    SELECT slot FROM jobs_firing WHERE schedule = %s ORDER BY slot DESC OFFSET %s LIMIT 1)
"""


class FiringQuerySet(models.QuerySet["Firing"]):
    def mark(self, slots: dict[str, datetime]) -> list[str]:
        """The schedules whose slot was not marked before; in the transaction that enqueues.

        Two workers meet here: the second waits for the first, and marks what that one did not.
        """
        names = sorted(slots)
        with self._cursor() as cursor:
            cursor.execute(_MARK, [names, [slots[name] for name in names]])
            new = [name for (name,) in cursor.fetchall()]
            for name in new:
                cursor.execute(_FORGET, [name, name, KEPT])
        return new

    def _cursor(self) -> Any:
        return connections[self.db].cursor()


@holds_nothing("which of our tasks were enqueued by the clock, and for when")
class Firing(models.Model):
    """A slot of a schedule that has fired."""

    schedule = models.CharField(max_length=200)
    slot = models.DateTimeField()

    objects = FiringQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule", "slot"], name="a_slot_fires_once")
        ]

    def __str__(self) -> str:
        return f"{self.schedule} {self.slot:%Y-%m-%d %H:%M}"
