"""A spare schema becomes a workspace at once: one transaction without DDL."""

from __future__ import annotations

from tenants import life
from tenants.heads import our_head
from tenants.models import PublicEntry, Schema, Tenant
from tenants.rooms import workspace_of


def claim(*, client: str = "", **about: str) -> Tenant | None:
    """Take a spare schema for this business. In the public room and the caller's transaction.

    Leaves behind an open tenant with its host, its lines in the logbook and what its workspace
    begins with. None: no spare is at our head, and nothing was done. Whoever calls gives somebody
    the key, in the same transaction. IntegrityError: another has the slug.
    """
    schema = Schema.objects.claim(our_head())
    if schema is None:
        return None
    tenant = Tenant.objects.enter(schema_name=schema, state=Tenant.State.OPEN, **about)
    PublicEntry.objects.bulk_create(
        PublicEntry(tenant=tenant, client=client, verb=verb, subject=str(tenant.id))
        for verb in ("tenant.onboarded", "tenant.opened")
    )
    with workspace_of(tenant):
        life.opened.happens_to(tenant.business)
    return tenant
