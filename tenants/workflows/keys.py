"""The keys of a tenant after they were given: changed, taken, given up; in the public room."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django_tasks import task

from tenants import life
from tenants.actor import Actor
from tenants.errors import LastOwner
from tenants.models import Departure, Membership, PublicEntry, Tenant
from tenants.models.membership import Role
from tenants.rooms import public_room, workspace_of
from users.errors import ChangedMeanwhile
from users.models import Session, User


@transaction.atomic
def change_role(membership_id: UUID, *, role: str, by: Actor, seen: str | None = None) -> None:
    """From the next request on, sessions and programs of this person may what the role may.

    `seen` is the role on which it was decided that nobody confirms this; none, where somebody has.
    Leaves a line in the logbook; a repeat changes nothing. Raises LastOwner and ChangedMeanwhile.
    """
    key = _held(membership_id)
    if key is None or key.role == role:
        return
    _refuse_another(key, seen)
    keep_an_owner(key)
    key.role = role
    key.save(update_fields=["role"])
    _remember(f"membership.made_{role}", key, by=by)


@transaction.atomic
def take_key(membership_id: UUID, *, by: Actor, seen: str | None = None) -> None:
    """Somebody may not enter this tenant any more, from this moment on: its owner takes the key,
    or the person gives it up.

    Leaves a departure, so that who comes back is known again, a line in the logbook, and the job
    that tells the workspace. Sessions there and the programs of this person end. `seen` as above. A
    repeat changes nothing. Raises LastOwner and ChangedMeanwhile.
    """
    key = _held(membership_id)
    if key is None:
        return
    _refuse_another(key, seen)
    keep_an_owner(key)
    Session.objects.filter(user=key.user, tenant=key.tenant).delete()
    Departure.objects.create(membership_id=key.pk, tenant=key.tenant, user=key.user)
    verb = "membership.given_up" if by.user == key.user else "membership.taken"
    _remember(verb, key, by=by)
    Membership.objects.filter(pk=key.pk).delete()
    tell_the_workspace(key.tenant, key.pk)


def give_key(tenant: Tenant, user: User, *, role: str) -> Membership:
    """The person's key to this tenant. One that is held stays as it is; who had one before gets
    the same again. In the caller's transaction."""
    held = Membership.objects.filter(tenant=tenant, user=user).first()
    if held is not None:
        return held
    again = Departure.objects.take_back(tenant, user)
    key = Membership.objects.create(pk=again, tenant=tenant, user=user, role=role)
    tell_the_workspace(tenant, key.pk)
    return key


def keep_an_owner(key: Membership) -> None:
    """The database refuses it too (`tenants_an_owner_stays`), without a sentence for people.

    Raises LastOwner.
    """
    others = Membership.objects.owners().filter(tenant=key.tenant).exclude(pk=key.pk)
    if key.role == Role.OWNER and not others.exists():
        raise LastOwner


def tell_the_workspace(tenant: Tenant, membership_id: UUID) -> None:
    """By a job: a workspace that rests is told once it may be written again."""
    if tenant.can_be_entered:
        with workspace_of(tenant):
            settle_member.enqueue(str(membership_id))


@task()
def settle_member(membership_id: str) -> None:
    """Runs in the workspace. Tells it whether this key is held; a repeat changes nothing."""
    key = UUID(membership_id)
    with public_room():
        is_held = Membership.objects.filter(pk=key).exists()
    (life.returned if is_held else life.departed).happens_to(key)


def _held(membership_id: UUID) -> Membership | None:
    """The key as it stands, and nobody else decides on the keys of its tenant meanwhile."""
    found = Membership.objects.filter(pk=membership_id).values_list("tenant", flat=True).first()
    if found is None:
        return None
    Tenant.objects.held(found)
    keys = Membership.objects.select_related("tenant", "user")
    return keys.filter(pk=membership_id).first()


def _refuse_another(key: Membership, seen: str | None) -> None:
    if seen is not None and key.role != seen:
        raise ChangedMeanwhile


def _remember(verb: str, key: Membership, *, by: Actor) -> Any:
    return PublicEntry.objects.write(verb, key, by=by, tenant=key.tenant)
