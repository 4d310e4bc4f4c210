"""Somebody has left Kontor: what is left of this person goes, outside of all workspaces."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tenants import life
from tenants.leaving import rows_of
from tenants.rooms import as_owner, public_room
from tenants.workflows.remove_files import forget_mails
from users.models import User


def erase_person(person: UUID) -> None:
    """Delete every row that goes with this person, and the copies of their mails where any are kept.

    Only of somebody who may not sign in any more. Killed at any point, the next run does the rest;
    a run after the end changes nothing. The lines in the logbooks of tenants stay with those, and
    name an id that belongs to nobody.
    """
    with as_owner(), public_room():
        if User.objects.filter(pk=person, is_active=False).exists():
            forget_mails(people=[person])
            _remove(person)


@transaction.atomic
def _remove(person: UUID) -> None:
    life.erasing.happens_to(life.Leaving(tenant_id=None, people=(person,)))
    for _model, rows in rows_of(people=[person]):
        rows.delete()
