"""Which code runs on which schema, while a release is on its way to everybody.

A migration is *awaited* if this code cannot do without it: until a tenant's schema has it, its
requests are answered with 503 and its jobs wait. One that only adds an index, say, is not waited
for. Whoever writes a migration may know better, and says so: `awaited = False` in its class.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations
from django.db.migrations import Migration
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED
from django.utils.translation import gettext_lazy as _

from config.errors import Refusal
from tenants.heads import is_known, missing_from, our_head, our_migrations

RETRY_AFTER = 10  # seconds

# Without these, this code works as well: slower, or with one rule less in the database.
_CAN_WAIT = (
    migrations.AddIndex,
    migrations.RemoveIndex,
    migrations.RenameIndex,
    migrations.AddConstraint,
    ValidateConstraint,
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
    migrations.AlterModelTableComment,
    migrations.DeleteModel,
)


class WorkspaceIsBeingUpdated(Refusal):
    code = "workspace_is_being_updated"
    status = 503
    detail = _("This workspace is being updated. Try again in a moment.")


def can_serve(head: str | None) -> bool:
    """Whether this code runs on a schema with this head. On one that is ahead of it, it does: a
    release says before its migrations what they break (`manage.py migrate_tenants --plan`)."""
    return head == our_head() or not head or _can_serve(head, our_head())


@lru_cache(maxsize=256)
def _can_serve(head: str, ours: str) -> bool:
    if not is_known(head):
        return True
    return not any(is_awaited(our_migrations()[node]) for node in missing_from(head))


def is_awaited(migration: Migration) -> bool:
    said: bool | None = getattr(migration, "awaited", None)
    if said is not None:
        return said
    return not all(isinstance(each, _CAN_WAIT) for each in _in_the_database(migration.operations))


def old_code_stumbles(migration: Migration) -> list[str]:
    """What processes of the release before may run into, once this migration is there."""
    return [line for each in _in_the_database(migration.operations) for line in _stumbles(each)]


def _stumbles(operation: Operation) -> Iterator[str]:
    match operation:
        case migrations.AddField(field=field) if not field.many_to_many:
            if not field.null and field.db_default is NOT_PROVIDED:
                yield f"{operation.describe()}: its INSERTs fail; give it a db_default"
        case migrations.RemoveField() | migrations.RenameField():
            yield f"{operation.describe()}: it reads and writes the column by its old name"
        case migrations.DeleteModel() | migrations.RenameModel() | migrations.AlterModelTable():
            yield f"{operation.describe()}: it uses the table by its old name"
        case migrations.AlterField():
            yield f"{operation.describe()}: only well if the column takes what it writes"
        case migrations.AddConstraint():
            yield f"{operation.describe()}: only well if it keeps the rule already"
        case migrations.RunSQL() | migrations.RunPython():
            yield f"{operation.describe()}: nobody can tell but whoever wrote it"


def _in_the_database(operations: Sequence[Operation]) -> Iterator[Operation]:
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from _in_the_database(operation.database_operations)
        else:
            yield operation
