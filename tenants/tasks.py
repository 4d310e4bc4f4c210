"""What runs later. `build` jobs run where the owner's login is."""

from __future__ import annotations

from uuid import UUID

from django_tasks import task

from tenants.workflows.provision import provision


@task(queue_name="build", atomic=False)
def provision_tenant(tenant_id: str) -> None:
    provision(UUID(tenant_id))
