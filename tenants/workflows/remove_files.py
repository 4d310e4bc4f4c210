"""What a tenant left in folders: its files, and the copies of its mails."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from post.gateways import outbox
from post.models import Delivery
from tenants.leaving import rows_of
from tenants.models import Erasure
from tenants.workflows.remove_rows import left_alone


def remove_files(case: Erasure) -> dict[str, Any]:
    """Its folder is renamed, its place is taken by an empty file, and what was in it is deleted.

    The empty file stays: whoever still wants to write there, however late, cannot make the folder
    again. Its name is the schema's, which says nothing.
    """
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    place, aside = root / case.tenant.schema_name, f".erased-{case.pk.hex}-"
    while not _is_taken(place):
        place.rename(root / f"{aside}{secrets.token_hex(4)}")
    _settle(root)
    deleted = sum(_delete(folder) for folder in root.glob(f"{aside}*"))
    _settle(root)
    return {"files": deleted}


def remove_mail_copies(case: Erasure) -> dict[str, Any]:
    """Where mails are kept in a folder instead of being sent: those of the tenant and its people."""
    people = left_alone(case.tenant)
    return {"mails": forget_mails(tenant_id=case.tenant_id, people=people)}


def forget_mails(*, tenant_id: UUID | None = None, people: Iterable[UUID] = ()) -> int:
    """Delete the copies of what was mailed for this tenant and to these people; and say how many."""
    ids = [
        message_id
        for model, rows in rows_of(tenant_id=tenant_id, people=people)
        if model is Delivery
        for message_id in rows.values_list("message_id", flat=True)
    ]
    return outbox.forget(ids)


def _is_taken(place: Path) -> bool:
    """By an empty file. False: a folder stands there."""
    try:
        os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400))
    except FileExistsError:
        return place.is_file()
    return True


def _delete(folder: Path) -> int:
    files = sum(len(names) for _, _, names in os.walk(folder))
    shutil.rmtree(folder)
    return files


def _settle(folder: Path) -> None:
    """What was renamed and deleted is so also after a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
