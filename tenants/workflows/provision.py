from __future__ import annotations

from uuid import UUID

from django.db import connection, transaction

from tenants import life
from tenants.models import Onboarding, PublicEntry, Tenant
from tenants.models.membership import Role
from tenants.rooms import Room, as_owner, public_room, workspace_of
from tenants.workflows.invite import invite
from tenants.workflows.migrate import migrate_workspace


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
    """Make the tenant's role and schema and bring it to the head. A repeat goes on where it ended."""
    with as_owner():
        wait_for_other_builders(tenant.room)
        _make_room(tenant.room)
        migrate_workspace(tenant)


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


def wait_for_other_builders(room: Room) -> None:
    """Held until the owner's connection closes: two workers never build one schema at once."""
    with public_room(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [room.schema])


def _make_room(room: Room) -> None:
    with public_room(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [room.role])
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE ROLE "{room.role}" NOLOGIN')
        for statement in _ROOM:
            cursor.execute(statement.format(schema=room.schema, role=room.role, app=_app_login()))


# Default privileges hold for what the owner's login makes, and only that may build here.
_ROOM = (
    'GRANT "{role}" TO "{app}"',
    'CREATE SCHEMA IF NOT EXISTS "{schema}"',
    'GRANT USAGE ON SCHEMA "{schema}" TO "{role}"',
    'ALTER DEFAULT PRIVILEGES IN SCHEMA "{schema}" '
    'GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{role}"',
    'ALTER DEFAULT PRIVILEGES IN SCHEMA "{schema}" GRANT USAGE, SELECT ON SEQUENCES TO "{role}"',
)


def _app_login() -> str:
    login: str = connection.settings_dict["USER"]
    return login
