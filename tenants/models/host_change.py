from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import connection, models
from django.utils import timezone

from tenants.leaving import kept

KEPT = timedelta(hours=1)  # much longer than any process remembers a host


class HostChangeManager(models.Manager["HostChange"]):
    def past(self) -> models.QuerySet[HostChange]:
        return self.filter(at__lt=timezone.now() - KEPT)

    def since(self, snapshot: str | None) -> tuple[str, set[object]]:
        """A snapshot of now, and the ids of the tenants that changed since the one before it.

        One query. Nothing is missed, however long a transaction took to commit: a change counts
        from the moment that it can be seen, not from the moment that it was written.
        """
        with connection.cursor() as cursor:
            if snapshot is None:
                cursor.execute("SELECT pg_current_snapshot()::text, '{}'::uuid[]")
            else:
                cursor.execute(_SINCE, {"seen": snapshot})
            now, changed = cursor.fetchone()
        return now, set(changed)


# `xid >=` is for the index; what is older was visible in every snapshot that we hold.
_SINCE = """
SELECT pg_current_snapshot()::text, coalesce(array_agg(DISTINCT tenant_id), '{}')
FROM tenants_hostchange
WHERE xid >= pg_snapshot_xmin(%(seen)s::pg_snapshot)::text::bigint
  AND NOT pg_visible_in_snapshot(xid::text::xid8, %(seen)s::pg_snapshot)
"""


@kept("the ids of tenants whose hosts changed within the last hour")
class HostChange(models.Model):
    """A host leads to this tenant or no longer does, or its state changed. Triggers write it.

    Each transaction adds rows of its own: unlike a counter in one row, changes do not wait for
    each other. `xid` is the transaction's 64-bit id.
    """

    id = models.BigAutoField(primary_key=True)
    xid = models.BigIntegerField(db_index=True)
    tenant_id = models.UUIDField()
    at = models.DateTimeField(db_index=True)

    objects: ClassVar[HostChangeManager] = HostChangeManager()

    def __str__(self) -> str:
        return str(self.tenant_id)
