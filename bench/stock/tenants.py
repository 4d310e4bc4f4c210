"""Tenants as django-tenants makes them: `save()` migrates a schema of their own."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import transaction
from django_tenants.utils import schema_context

from bench.measuring.wishes import next_wish
from bench.stock.many import grow
from tenants import life
from tenants.models import Domain, Onboarding, PublicEntry, Tenant
from tenants.workflows.invite import invite
from users.models import ApiToken

if TYPE_CHECKING:
    from tenants.workflows.onboard import Wanted


def prepare() -> None:
    """The shared tables by its own command; the tenant's model is its documented one."""
    call_command("migrate_schemas", shared=True, verbosity=0, interactive=False)
    Tenant.auto_create_schema = True
    ApiToken.objects.make(name="bench", membership=None)


def provide() -> float:
    """Seconds from a wish to a workspace that is open and whose owner is invited."""
    wanted, client = next_wish(), ApiToken.objects.get()
    gc.collect()
    began = time.perf_counter()
    _provide(wanted, client)
    return time.perf_counter() - began


def _provide(wanted: Wanted, client: ApiToken) -> None:
    """Leaves the same rows as ours, in the public schema and in its own."""
    tenant = Tenant(state=Tenant.State.OPEN, **wanted.business)
    tenant.save(verbosity=0)
    with schema_context(tenant.schema_name), transaction.atomic():
        life.opened.happens_to(tenant.business)
    with transaction.atomic():
        Domain.objects.create(tenant=tenant, domain=tenant.host)
        Onboarding.objects.create(
            client=client,
            key=wanted.slug,
            body_digest=wanted.digest,
            owner_email=wanted.owner_email,
            tenant=tenant,
        )
        for verb in ("tenant.onboarded", "tenant.opened"):
            PublicEntry.objects.create(tenant=tenant, verb=verb, subject=str(tenant.id))
        invite(tenant, email=wanted.owner_email, role="owner", language=tenant.language)


__all__ = ["grow", "prepare", "provide"]
