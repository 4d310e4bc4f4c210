"""What runs later. `build` jobs run where the owner's login is."""

from __future__ import annotations

import logging
from uuid import UUID

from django_tasks import task

from jobs.schedules import daily, every
from tenants.workflows.erase import erase
from tenants.workflows.prove_domain import look_after_domains
from tenants.workflows.provision import provision
from tenants.workflows.schemas.spares import fill
from tenants.workflows.schemas.sweep import look

log = logging.getLogger(__name__)


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


@daily("03:40")
@task(queue_name="build", atomic=False)
def look_for_orphans() -> None:
    """Only names of schemas are told: they say nothing of a business."""
    found = look()
    if not found.is_good:
        log.error("schemas: `manage.py schemas` tells what is wrong: %s", found)


@every(minutes=5)
@task()
def look_after_own_domains() -> None:
    look_after_domains()
