"""A spare schema becomes a workspace at once: one short transaction without DDL.

    tenant = take_spare(**business)
    if tenant is not None:
        open_taken(tenant, Membership(tenant=tenant, user=user, role=Role.OWNER))

Both in the public room and in one transaction of the caller's. If that is rolled back, or its
process killed, the schema is spare again and nothing of the tenant is there.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tenants import life
from tenants.heads import our_head
from tenants.models import PublicEntry, Schema, Tenant
from tenants.models.together import write_together
from tenants.rooms import workspace_of
from tenants.tasks import fill_the_pool


def take_spare(**about: str) -> Tenant | None:
    """A business that has a schema, and no row yet. None: no schema is spare at our head.

    Where few are left, it also leaves the job that builds more.
    """
    schema, left = Schema.objects.claim(our_head())
    if left < settings.SPARE_SCHEMAS_LEAST:
        fill_the_pool.enqueue()
    return Tenant(schema_name=schema, state=Tenant.State.OPEN, **about) if schema else None


def open_taken(tenant: Tenant, *others: models.Model, client: str = "") -> None:
    """Leave it open: its row, its host, its lines in the logbook, what its workspace begins with.

    `others` are written with it: what gives somebody the key. IntegrityError: another was faster
    with the slug.
    """
    verbs = ("tenant.onboarded", "tenant.opened")
    lines = [PublicEntry.line(verb, tenant, tenant=tenant, client=client) for verb in verbs]
    write_together(tenant, tenant.first_domain(), *lines, *others)
    with workspace_of(tenant):
        life.opened.happens_to(tenant.business)
