"""A business of its own that leaves: the cast's roles belong to every copy of the test's database."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from tenants.actor import Actor
from tenants.models import Erasure, Membership, Tenant
from tenants.rooms import public_room, workspace_of
from tenants.workflows.ask_to_erase import ask_to_erase
from tenants.workflows.close import close
from tenants.workflows.provision import provision
from tests import make, world
from users.models import User

PROVIDER = Actor(client="kon_desk")
_number = count(1)


def business(**about: Any) -> Tenant:
    """Open, with nobody in it yet."""
    facts = {"name": "SIA Leaver", "country": "LV", "language": "lv", "currency": "EUR"}
    slug = f"leaver-{next(_number)}"
    with public_room(), transaction.atomic():
        tenant = Tenant.objects.begin(**{"slug": slug, **facts, **about})
    provision(tenant.id)
    return again(tenant)


def again(tenant: Tenant) -> Tenant:
    with public_room():
        return Tenant.objects.get(pk=tenant.pk)


def person(tenant: Tenant, name: str = "laima", role: str = "owner") -> world.Person:
    email = f"{name}@{tenant.slug}.example"
    with public_room():
        user = User.objects.create_user(email, name=name.title())
        Membership.objects.create(tenant=tenant, user=user, role=role)
    return world.Person(email, tenant)


def with_work(tenant: Tenant) -> Tenant:
    """A customer, an invoice, a file."""
    with workspace_of(tenant):
        make.issued_invoice()
    folder = Path(settings.MEDIA_ROOT) / tenant.schema_name / "company"
    folder.mkdir(parents=True)
    (folder / "logo.png").write_bytes(b"a logo")
    return tenant


def asked(tenant: Tenant, by: Actor = PROVIDER) -> Erasure:
    """Closed, and the erasure asked for: the next to come is its job."""
    with public_room():
        close(tenant.id, by=by)
        return ask_to_erase(tenant.id, slug=tenant.slug, by=by)


def what_is_left(tenant: Tenant) -> dict[str, Any]:
    """All that an erasure takes away, and what it leaves."""
    with public_room(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM pg_namespace WHERE nspname = %(name)s),"
            " (SELECT count(*) FROM pg_roles WHERE rolname = %(name)s),"
            " (SELECT count(*) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
            "  WHERE nspname = %(name)s)",
            {"name": tenant.schema_name},
        )
        in_catalogs = cursor.fetchone()
        now = Tenant.objects.get(pk=tenant.pk)
        place = Path(settings.MEDIA_ROOT) / tenant.schema_name
        return {
            "state": now.state,
            "said": (now.name, now.country, now.language, now.currency, now.slug == tenant.slug),
            "catalogs": in_catalogs,
            "files": [file.name for file in place.rglob("*")],
            "asides": [file.name for file in place.parent.glob(".erased-*")],
            "hosts": now.domains.count(),
            "people": Membership.objects.filter(tenant=tenant).count(),
            "lines": list(now.entries.order_by("id").values_list("verb", flat=True)),
            "steps": list(now.erasure.steps.values_list("name", flat=True)),
        }
