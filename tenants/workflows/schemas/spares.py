"""The pool: schemas at our head that wait for a business. Filled by the builder, never in a request."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.db.models.functions import TruncHour
from django.utils import timezone

from tenants.models import Schema, Tenant
from tenants.models.tenant import new_schema_name
from tenants.rooms import as_owner, public_room
from tenants.workflows.schemas.build import build

BATCH = 20  # schemas whose roles are made together, and then built one by one
LOOK_BACK = timedelta(days=7)


def fill() -> int:
    """Build what the pool lacks, and answer how many that were. Runs outside every transaction.

    Nothing while enough are there: roles are made in batches, since each grant makes the next
    statement of every connection wait. Killed anywhere, the next run goes on with the names that
    have no schema yet. Two at once: the second leaves it to the first.
    """
    with as_owner(), public_room():
        if not _only_filler():
            return 0
        begun = list(Schema.objects.spare().filter(head="").order_by("made_at"))
        waiting = [*begun, *_new_names()]
        for start in range(0, len(waiting), BATCH):
            build(waiting[start : start + BATCH])
        return len(waiting)


def _new_names() -> list[Schema]:
    """Rows first: no schema ever stands that nobody knows. One that is behind our head counts, for
    it is migrated with everybody; one that could not be migrated does not."""
    there = Schema.objects.spare().filter(failed_at=None).count()
    few, enough = _bounds()
    names = [new_schema_name() for _ in range(enough - there if there < few else 0)]
    return Schema.objects.bulk_create(Schema(name=n, kind=Schema.Kind.SPARE) for n in names)


def _bounds() -> tuple[int, int]:
    """With fewer than the first the pool is filled up to the second: to as many as came in the
    busiest hour of the last week, and to twice the least."""
    busiest = (
        Tenant.objects.filter(created_at__gt=timezone.now() - LOOK_BACK)
        .annotate(hour=TruncHour("created_at"))
        .values("hour")
        .annotate(came=Count("pk"))
        .order_by("-came")
        .values_list("came", flat=True)
        .first()
    ) or 0
    least, most = settings.SPARE_SCHEMAS_LEAST, settings.SPARE_SCHEMAS_MOST
    enough = min(max(2 * least, busiest), most)
    return min(max(least, enough // 2), enough), enough


def _only_filler() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('the pool'))")
        return bool(cursor.fetchone() == (True,))
