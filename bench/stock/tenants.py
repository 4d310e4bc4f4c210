"""Tenants as django-tenants makes them: `save()` migrates a schema of their own."""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
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
    type(connections[DEFAULT_DB_ALIAS]).put_off = _at_once  # type: ignore[attr-defined]
    ApiToken.objects.make(name="bench", membership=None)


def _at_once(its: BaseDatabaseWrapper, text: str, values: Sequence[Any]) -> None:
    """What our backend sends with the next statement."""
    with its.cursor() as cursor:
        cursor.execute(text, values)


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
