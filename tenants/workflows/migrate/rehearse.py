"""The first of many: really migrated, and what was said there is the way of the others."""

from __future__ import annotations

from django.db import connection

from tenants.models import Schema
from tenants.rooms import public_room, workspace_of
from tenants.workflows.migrate.behind import Behind
from tenants.workflows.migrate.failing import Failed, Moved
from tenants.workflows.migrate.one_room import (
    PATIENCE,
    Executor,
    Teller,
    lock_away,
    refuse_without_schema,
    silent,
)
from tenants.workflows.migrate.way import Way
from tenants.workflows.schemas.alone import wait_for_other_builders


def rehearse(schema: Schema, *, tell: Teller = silent) -> Way:
    """Really migrate this one, under its builder's lock, and remember how. Moved: it is elsewhere."""
    executor: Executor | None = None
    try:
        with public_room(), connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{PATIENCE}'")
            wait_for_other_builders(schema.name)
            current = Behind([schema.name]).all
        if not current or current[0].head != schema.head:
            raise Moved
        with workspace_of(schema):
            refuse_without_schema(schema)
            executor = Executor(tell=tell)
            if executor.stands_at() != schema.head:
                executor.say_head()
                raise Moved
            steps = tuple(executor.bring_to_the_end())
            lock_away(schema)
        return Way(schema.head, steps, schema.name)
    except Moved:
        raise
    except Exception as error:
        raise Failed(executor.failed_on if executor else "", error) from error
    finally:
        connection.close()  # with its lock
