"""Somebody leaves Kontor for good."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from tenants.actor import Actor
from tenants.errors import LastOwner
from tenants.models import Membership, PublicEntry
from tenants.workflows.erase_person import erase_person
from tenants.workflows.keys import take_key
from users.errors import StillStaff
from users.models import Staff, User

AFTER = timedelta(seconds=10)  # so that the answer to who asked is not cut off


@transaction.atomic
def delete_user(user: User) -> None:
    """Give up every key, let nobody sign in as this person, and leave the job that deletes the rows.

    Raises StillStaff, and LastOwner, which names the workspaces that would be left without one. A
    repeat changes nothing.
    """
    User.objects.select_for_update(no_key=False).get(pk=user.pk)
    refuse_who_is_needed(user)
    for key in Membership.objects.filter(user=user).values_list("pk", flat=True):
        take_key(key, by=Actor(user=user))
    User.objects.filter(pk=user.pk).update(is_active=False)
    PublicEntry.objects.create(user=user, verb="user.deleting", subject=str(user.pk))
    erase_rows.using(run_after=timezone.now() + AFTER).enqueue(str(user.pk))


def refuse_who_is_needed(user: User) -> None:
    """Before anything is asked of them, and again when it happens. Raises StillStaff, LastOwner."""
    if Staff.objects.filter(person=user).exists():
        raise StillStaff
    left_alone = Membership.objects.alone_held_by(user).select_related("tenant")
    names = sorted(key.tenant.name for key in left_alone)
    if not names:
        return
    said = _("You are the last owner of %(names)s. Make somebody else an owner, or erase it first.")
    raise LastOwner(said % {"names": ", ".join(names)})


# Only the owner's login removes lines of the logbook.
@task(queue_name="build", atomic=False, unique=True, max_attempts=10_000)
def erase_rows(user_id: str) -> None:
    erase_person(UUID(user_id))
