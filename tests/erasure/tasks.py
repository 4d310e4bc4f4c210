"""A task of the tests: its workspace goes while it runs."""

from __future__ import annotations

from threading import Thread
from uuid import UUID

from django.db import connection
from django_tasks import task

from tenants.actor import Actor
from tenants.rooms import as_owner, public_room
from tenants.workflows import drain
from tenants.workflows.ask_to_erase import ask_to_erase
from tenants.workflows.close import close
from workspace.parties.models import Party


@task(atomic=False)
def lose_the_room(tenant_id: str) -> None:
    builder = Thread(target=ask_and_lock, args=[UUID(tenant_id)])  # with a connection of its own
    builder.start()
    builder.join()
    Party.objects.count()


def ask_and_lock(tenant_id: UUID) -> None:
    by = Actor(client="kon_desk")
    with public_room():
        tenant = close(tenant_id, by=by)
        case = ask_to_erase(tenant_id, slug=tenant.slug, by=by)
    with as_owner(), public_room():
        drain.lock_the_door(case)
    connection.close()
