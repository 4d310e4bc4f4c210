"""A spare schema becomes a workspace at once: one short transaction without DDL.

    taken = take_spare(by=actor, **business)
    if taken is not None:
        taken.open(Membership(tenant=taken.tenant, user=user, role=Role.OWNER))

Both in the public room and in one transaction of the caller's. If that is rolled back, or its
process killed, the schema is spare again and nothing of the tenant is there.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import models

from config.together import write_together
from tenants import life
from tenants.actor import Actor
from tenants.heads import our_head
from tenants.models import PublicEntry, Schema, Tenant
from tenants.rooms import workspace_of
from tenants.tasks import fill_the_pool


@dataclass(frozen=True)
class Taken:
    """A business that has a schema; nothing else of it is written yet."""

    tenant: Tenant
    lines: list[PublicEntry]
    answers: list[bool]  # to whom it matters that a workspace opens

    def open(self, *others: models.Model) -> None:
        """Leave its row, its host, its lines in the logbook, and what its workspace begins with.

        `others` are written with it: what gives somebody the key. IntegrityError: another was
        faster with the slug.
        """
        write_together(self.tenant, self.tenant.first_domain(), *self.lines, *others)
        with workspace_of(self.tenant):
            life.opened.happens_to(self.tenant.business, answers=self.answers)


def take_spare(*, by: Actor | None = None, **about: str) -> Taken | None:
    """A schema for this business. None: no schema is spare at our head.

    Where few are left, it also leaves the job that builds more.
    """
    schema = Schema.objects.take(
        our_head(), least=settings.SPARE_SCHEMAS_LEAST, asking=life.opened.questions
    )
    if schema.is_last_of_few:
        fill_the_pool.enqueue()
    if schema.name is None:
        return None
    tenant = Tenant(schema_name=schema.name, state=Tenant.State.OPEN, **about)
    lines = [
        PublicEntry.line("tenant.onboarded", tenant, tenant=tenant, by=by),
        PublicEntry.line("tenant.opened", tenant, tenant=tenant),
    ]
    return Taken(tenant, lines, schema.answers)
