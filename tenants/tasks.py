"""What runs later. `build` jobs run where the owner's login is."""

from __future__ import annotations

from uuid import UUID

from django_tasks import task

from jobs.schedules import every
from tenants.workflows.erase import erase
from tenants.workflows.prove_domain import look_after_domains
from tenants.workflows.provision import provision
from tenants.workflows.spares import fill


@task(queue_name="build", atomic=False)
def provision_tenant(tenant_id: str) -> None:
    provision(UUID(tenant_id))


# An erasure is never given up: what stands in its way is tried again, after an hour at most.
@task(queue_name="build", atomic=False, unique=True, max_attempts=10_000)
def erase_tenant(case_id: str) -> None:
    erase(UUID(case_id))


@every(minutes=5)
@task(queue_name="build", atomic=False, unique=True)
def fill_the_pool() -> None:
    fill()


@every(minutes=5)
@task()
def look_after_own_domains() -> None:
    look_after_domains()
