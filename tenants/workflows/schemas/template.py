"""The template: one schema that real migrations built, and in which nobody works."""

from __future__ import annotations

from tenants.heads import our_head
from tenants.models import Schema
from tenants.models.tenant import new_schema_name
from tenants.rooms import public_room
from tenants.workflows.schemas.by_migrations import build_by_migrations
from tenants.workflows.schemas.roles import make_roles


def bring_template_to_our_head() -> Schema:
    """Made if there is none, migrated if it is behind. As the owner, alone with the template."""
    with public_room():
        template, _ = Schema.objects.get_or_create(
            kind=Schema.Kind.TEMPLATE, defaults={"name": new_schema_name()}
        )
        make_roles([template])
    if template.head != our_head():
        build_by_migrations(template)
    return template
