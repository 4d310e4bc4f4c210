"""Somebody is signed out: here, there, or everywhere."""

from __future__ import annotations

from django.db import transaction

from tenants.models import PublicEntry
from users.models import Session, User


@transaction.atomic
def end_one(user: User, key: str) -> bool:
    """End this sign-in of theirs, and what was opened from it on the hosts of workspaces.

    Leaves a line in the logbook. A repeat, or the key of somebody else's, changes nothing.
    """
    gone, _ = Session.objects.public().filter(user=user, pk=key).delete()
    if gone:
        PublicEntry.objects.create(user=user, verb="session.ended", subject=str(user.pk))
    return bool(gone)


@transaction.atomic
def end_all(user: User, *, but: str | None = None) -> None:
    """End every sign-in of theirs; `but` is the one that asks, which keeps what it has opened."""
    mine = Session.objects.filter(user=user)
    if but is not None:
        mine = mine.exclude(pk=but).exclude(origin=but)
    mine.delete()
    PublicEntry.objects.create(user=user, verb="session.all_ended", subject=str(user.pk))
