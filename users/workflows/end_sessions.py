"""Somebody is signed out: here, there, or everywhere."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import get_language

from tenants.actor import Actor
from tenants.models import PublicEntry
from users.models import Session, User
from users.tasks import tell_of_changed_way_in


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


@transaction.atomic
def end_all_for(person: User, *, by: Actor) -> None:
    """Staff sign somebody out everywhere, who asked them to, or whose sign-in looks stolen.

    Leaves a line, and the job that tells every address. Who is signed in nowhere is told nothing.
    """
    if Session.objects.filter(user=person).delete()[0]:
        PublicEntry.objects.write("session.all_ended", person, by=by)
        tell_of_changed_way_in.enqueue(str(person.pk), "signed_out", get_language())
