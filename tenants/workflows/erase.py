from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tenants.models import Erasure, PublicEntry, Tenant
from tenants.rooms import as_owner, public_room
from tenants.workflows import drain, remove_files, remove_rows
from tenants.workflows.schemas import drop_schema
from tenants.workflows.schemas.alone import wait_for_other_builders

Step = Callable[[Erasure], dict[str, Any]]

# Each is safe to repeat from any point, and its result is committed before the next one begins.
STEPS: tuple[tuple[str, Step], ...] = (
    ("door_locked", drain.lock_the_door),
    ("drained", drain.drain),
    ("schema_dropped", drop_schema.drop_schema),
    ("role_dropped", drop_schema.drop_role),
    ("files_deleted", remove_files.remove_files),
    ("mail_copies_deleted", remove_files.remove_mail_copies),
    ("rows_deleted", remove_rows.remove_rows),
    ("samples_forgotten", remove_rows.forget_samples),
)


def erase(case_id: UUID) -> None:
    """Erase a tenant for good: schema, role, files, mails, rows. Runs outside every room.

    Leaves behind the case with its steps, one logbook line, and a row of the tenant that says
    nothing of the business, whose name is free again. Killed at any point, the next run goes on
    with the step that was not behind it; a run after the end changes nothing.
    """
    with public_room():
        case = Erasure.objects.select_related("tenant").get(pk=case_id)
    if case.finished_at is not None:
        return
    with as_owner(), public_room():
        wait_for_other_builders(case.tenant.schema_name)
        for name, step in STEPS:
            if not case.has_done(name):
                case.note(name, step(case))
        _finish(case)


@transaction.atomic
def _finish(case: Erasure) -> None:
    tenant = Tenant.objects.held(case.tenant_id)
    if tenant.state == Tenant.State.ERASED:
        return
    tenant.state = Tenant.State.ERASED
    tenant.save(update_fields=["state"])
    case.finished_at = timezone.now()
    case.save(update_fields=["finished_at"])
    PublicEntry.objects.create(tenant=tenant, verb="tenant.erased", subject=str(case.id))
