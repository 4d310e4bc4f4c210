"""What somebody's act leaves behind in the logbook of the public room."""

from __future__ import annotations

from django.db import models

from tenants.actor import Actor
from tenants.models import PublicEntry, Tenant

KONTOR = Actor()  # nobody asked: a rule of ours did it


def remember(verb: str, row: models.Model, *, by: Actor, tenant: Tenant | None = None) -> None:
    """One line, in the transaction of what was done."""
    PublicEntry.objects.create(verb=verb, subject=str(row.pk), tenant=tenant, **by.fields)
