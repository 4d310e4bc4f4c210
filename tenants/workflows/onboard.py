from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from jobs.backend import row_of
from tenants.actor import Actor
from tenants.errors import IdempotencyKeyReused, SlugReserved, SlugTaken
from tenants.models import Onboarding, Tenant
from tenants.rooms import workspace_of
from tenants.tasks import provision_tenant
from tenants.workflows.invite import first_invitation, send_invitation
from tenants.workflows.take_spare import take_spare
from users.models import ApiToken, User


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the provider asks for: a business that should get a workspace."""

    slug: str
    name: str
    owner_email: str
    country: str
    language: str
    currency: str

    @property
    def business(self) -> dict[str, str]:
        """What the tenant keeps; the owner is not one of its own facts."""
        return {name: value for name, value in vars(self).items() if name != "owner_email"}

    @property
    def digest(self) -> str:
        """The same for the same wish, however its JSON was written."""
        return sha256(json.dumps(vars(self), sort_keys=True).encode()).hexdigest()


def onboard(wanted: Wanted, *, key: str, by: ApiToken | User) -> Tenant:
    """A program or a person of the provider asks for a business, in the public room.

    Leaves behind, in one transaction, the tenant, its host, the request under its key and its
    lines in the logbook: open in a spare schema and its owner invited, or, where no schema is
    spare, with the job that builds one. Or nothing at all. The same wish under the same key finds
    the same tenant, however many ask at once: constraints decide, and nobody looks before.
    """
    if wanted.slug in settings.RESERVED_SLUGS:
        raise SlugReserved
    try:
        with transaction.atomic():
            return _begin(wanted, key, by)
    except IntegrityError:  # another was faster: with this key, or with this slug
        earlier = _earlier(wanted, key, by)
        if earlier is None and _has_slug(wanted):
            raise SlugTaken from None
        if earlier is None:
            raise
        return earlier


def _begin(wanted: Wanted, key: str, by: ApiToken | User) -> Tenant:
    taken = take_spare(by=_actor(by), **wanted.business)
    if taken is None:
        return _wait(wanted, key, by)
    invitation, line = first_invitation(taken.tenant, wanted.owner_email)
    with workspace_of(taken.tenant):  # so that the letter is erased with it
        mail = row_of(send_invitation, str(invitation.pk), wanted.language)
    taken.open(_request(wanted, key, by, taken.tenant), invitation, line, mail)
    return taken.tenant


def _wait(wanted: Wanted, key: str, by: ApiToken | User) -> Tenant:
    """No schema is spare: a job builds one, opens it and invites the owner."""
    tenant = Tenant.objects.begin(by=_actor(by), **wanted.business)
    _request(wanted, key, by, tenant).save(force_insert=True)
    provision_tenant.enqueue(str(tenant.id))
    return tenant


def _request(wanted: Wanted, key: str, by: ApiToken | User, tenant: Tenant) -> Onboarding:
    return Onboarding(
        **_asked_by(by),
        key=key,
        body_digest=wanted.digest,
        owner_email=wanted.owner_email,
        tenant=tenant,
    )


def _actor(by: ApiToken | User) -> Actor:
    return Actor.of_staff(by) if isinstance(by, User) else Actor.of_token(by)


def _asked_by(by: ApiToken | User) -> dict[str, Any]:
    """Whose key it is: two may choose the same."""
    return {"user": by} if isinstance(by, User) else {"client": by}


def _earlier(wanted: Wanted, key: str, by: ApiToken | User) -> Tenant | None:
    found = Onboarding.objects.filter(**_asked_by(by), key=key).select_related("tenant").first()
    if found is None:
        return None
    if found.body_digest != wanted.digest:
        raise IdempotencyKeyReused
    return found.tenant


def _has_slug(wanted: Wanted) -> bool:
    return bool(Tenant.objects.filter(slug=wanted.slug).exists())
