"""Thousands of tenants and their jobs, in a few statements; for tests that commit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from tenants.models import Tenant

_JOBS = """
INSERT INTO jobs_job (id, tenant_id, task, args, queue, priority, state, attempts, max_attempts,
    worker, last_error_code, run_after, finished)
SELECT gen_random_uuid(), (%(tenants)s::uuid[])[1 + n %% %(many)s], %(task)s,
    jsonb_build_object('args', jsonb_build_array(n), 'kwargs', '{}'::jsonb), 'default', 0,
    %(state)s, 0, 10, '', '', %(run_after)s, CASE WHEN %(state)s = 'done' THEN now() - %(ago)s END
FROM generate_series(1, %(jobs)s) n
"""


def tenants(number: int) -> list[Any]:
    """They have no schema: their jobs can be claimed, and not be run."""
    made = Tenant.objects.bulk_create(
        Tenant(slug=f"crowd-{at}", name=f"Crowd {at}", state=Tenant.State.OPEN)
        for at in range(number)
    )
    return [tenant.pk for tenant in made]


def jobs(
    number: int,
    of: list[Any],
    *,
    task: str,
    state: str = "ready",
    later: timedelta | None = None,
    ago: timedelta = timedelta(),
) -> None:
    """One after the other for each of these tenants (None: the public room); the only argument is
    the number of the job. What is done was done so long `ago`.

    The ids are in no order, which is the worst for the indexes.
    """
    values = {"jobs": number, "tenants": of, "many": len(of), "task": task, "state": state}
    values["ago"] = ago
    run_after = timezone.now() + later if later else None
    with connection.cursor() as cursor:
        cursor.execute(_JOBS, {**values, "run_after": run_after})
