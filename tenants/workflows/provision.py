from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tenants import life
from tenants.models import Onboarding, PublicEntry, Schema, Tenant
from tenants.models.membership import Role
from tenants.rooms import as_owner, public_room, workspace_of
from tenants.workflows.invite import invite
from tenants.workflows.schemas.build import build


def provision(tenant_id: UUID) -> None:
    """Build the workspace of a tenant that was asked for, and open it. Runs outside every room.

    Leaves behind its role and schema at the head, what the workspace apps begin with, the state
    open and the owner's invitation. Killed at any point, the next run ends with the same; a run
    after that changes nothing.
    """
    with public_room():
        waiting = Tenant.objects.filter(pk=tenant_id, state=Tenant.State.PROVISIONING)
        tenant = waiting.first()
    if tenant is not None:
        build_schema(tenant)
        _open(tenant)


def build_schema(tenant: Tenant) -> None:
    """Make the tenant's role and schema, at our head. A repeat goes on where it ended."""
    with as_owner():
        with public_room():
            schema, _ = Schema.objects.get_or_create(
                name=tenant.schema_name, defaults={"kind": Schema.Kind.TENANT}
            )
        build([schema])


def _open(tenant: Tenant) -> None:
    """The last step is one transaction: seeded, open and invited, or none of it."""
    with workspace_of(tenant), transaction.atomic():
        with public_room():
            locked = Tenant.objects.select_for_update().get(pk=tenant.pk)
        if locked.state != Tenant.State.PROVISIONING:
            return
        life.opened.happens_to(tenant.business)
        with public_room():
            _welcome(locked)


def _welcome(tenant: Tenant) -> None:
    tenant.state = Tenant.State.OPEN
    tenant.save(update_fields=["state"])
    PublicEntry.objects.create(tenant=tenant, verb="tenant.opened", subject=str(tenant.id))
    onboarding = Onboarding.objects.filter(tenant=tenant).first()
    if onboarding is not None:
        invite(tenant, email=onboarding.owner_email, role=Role.OWNER, language=tenant.language)
