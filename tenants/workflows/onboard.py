from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction

from tenants.errors import IdempotencyKeyReused, SlugReserved, SlugTaken
from tenants.models import Onboarding, Tenant
from tenants.tasks import provision_tenant

if TYPE_CHECKING:
    from users.models import ApiToken


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a client of the provider asks for: a business that should get a workspace."""

    slug: str
    name: str
    owner_email: str
    country: str
    language: str
    currency: str

    @property
    def business(self) -> dict[str, str]:
        """What the tenant keeps; the owner is not one of its own facts."""
        return {name: value for name, value in asdict(self).items() if name != "owner_email"}

    @property
    def digest(self) -> str:
        """The same for the same wish, however its JSON was written."""
        return sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def onboard(wanted: Wanted, *, key: str, by: ApiToken) -> Tenant:
    """A client of the provider asks for a business, in the public room.

    Leaves behind, in one transaction, the tenant (provisioning), its host, the request under its
    key, a logbook line and the job that builds the workspace; or nothing at all. The same wish
    under the same key finds the same tenant, however many ask at once.
    """
    try:
        with transaction.atomic():
            return _earlier(wanted, key, by) or _begin(wanted, key, by)
    except (IntegrityError, SlugTaken):  # another was faster: with this key, or with this slug
        earlier = _earlier(wanted, key, by)
        if earlier is None:
            raise SlugTaken from None
        return earlier


def _earlier(wanted: Wanted, key: str, by: ApiToken) -> Tenant | None:
    found = Onboarding.objects.filter(client=by, key=key).select_related("tenant").first()
    if found is None:
        return None
    if found.body_digest != wanted.digest:
        raise IdempotencyKeyReused
    return found.tenant


def _begin(wanted: Wanted, key: str, by: ApiToken) -> Tenant:
    if wanted.slug in settings.RESERVED_SLUGS:
        raise SlugReserved
    if Tenant.objects.filter(slug=wanted.slug).exists():
        raise SlugTaken
    tenant = Tenant.objects.begin(client=by.prefix, **wanted.business)
    Onboarding.objects.create(
        client=by,
        key=key,
        body_digest=wanted.digest,
        owner_email=wanted.owner_email,
        tenant=tenant,
    )
    provision_tenant.enqueue(str(tenant.id))
    return tenant
