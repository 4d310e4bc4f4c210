"""Django's own migrations in one room: the public one, a workspace that is being built, or the
first of many, from which the others learn what was said there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.db import connection, transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from tenants.heads import Node, head_of, is_ours
from tenants.models import Schema
from tenants.rooms import HasRoom, RoomError, current_room, workspace_of
from tenants.workflows.migrate.listening import ListeningEditor
from tenants.workflows.migrate.way import InPython, Part, Step, can_be_sql

Teller = Callable[[str], None]


def silent(line: str) -> None:
    pass


def migrate_workspace(tenant: HasRoom, *, tell: Teller = silent) -> list[Step]:
    """Bring one workspace's schema to the head. Needs the owner's door to be open.

    Leaves behind what the migrations made, and its head in the row of the schema; answers what was
    done. A repeat goes on where it ended, and mends a head that was not written.
    """
    with workspace_of(tenant):
        refuse_without_schema(tenant)
        steps = Executor(tell=tell).bring_to_the_end()
        lock_away(tenant)
    return steps


def refuse_without_schema(tenant: HasRoom) -> None:
    """Else PostgreSQL would make the tables in the next schema of the path, for all to see."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        if cursor.fetchone() != (tenant.room.schema,):
            raise RoomError("a workspace without a schema cannot be migrated")


def lock_away(tenant: HasRoom) -> None:
    """The default privileges gave the tenant its record of migrations too: only to read."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_AWAY.format(role=tenant.room.role))


PATIENCE = "2s"  # for a lock: whoever asks for the table meanwhile waits behind us
LONG_PATIENCE = "60s"  # for what does not let anybody wait behind it
LOCK_AWAY = 'REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM "{role}"'
SAY_HEAD = (
    f"UPDATE public.{Schema._meta.db_table} SET head = {{head}}, failed_at = NULL,"
    " failed_on = '', failed_with = '' WHERE name = {name}"
)


class Executor(MigrationExecutor):
    """Runs the migrations of the room that is open, and remembers what they said.

    A migration is recorded, and the head written, in the very transaction that applies it. Django
    records it afterwards when constraints were deferred: a kill in between would leave tables
    behind that the next run cannot make again.
    """

    def __init__(self, *, tell: Teller = silent, in_earnest: bool = True) -> None:
        super().__init__(connection)
        self.tell = tell
        self.in_earnest = in_earnest
        self.steps: list[Step] = []
        self.workspace = _workspace()
        self.recorded: dict[Node, None] = {}  # in the order in which they were applied
        if self.recorder.has_table():
            applied = self.recorder.applied_migrations()
            self.recorded = dict.fromkeys(sorted(applied, key=lambda node: applied[node].pk))
        self.failed_on = ""  # the migration that is on its way

    def targets(self) -> list[Node]:
        """No post_migrate signal: content types and permissions are not used, and would name
        workspace tables in the public room."""
        return [
            key
            for key in self.loader.graph.leaf_nodes()
            if is_ours(key) == (self.workspace is not None)
        ]

    def bring_to_the_end(self) -> list[Step]:
        """Squashes whose parts all stand are noted first, so that no way leads around them."""
        if self.recorded:
            self.check_replacements()
            self._note("records", None, (), self._newly_recorded())
        self.migrate(self.targets())
        self._note("records", None, (), self._newly_recorded())
        self.say_head()
        return self.steps

    def stands_at(self) -> str:
        return head_of(self.recorded)

    def apply_migration(
        self, state: Any, migration: Any, fake: bool = False, fake_initial: bool = False
    ) -> Any:
        self.tell(f"  {migration}")
        self.failed_on = str(migration)
        parts: list[Part] = []
        with transaction.atomic() if migration.atomic else self._patiently():
            editor = ListeningEditor(
                self.connection, atomic=migration.atomic, in_earnest=self.in_earnest
            )
            with editor:
                for operation in migration.operations:
                    parts.append(self._apply(operation, migration, state, editor))
                end = len(editor.heard)
            parts.append(Part(tuple(editor.heard[end:]), says="what had to wait"))
            self._record(migration)
            self._note(str(migration), migration, tuple(parts), self._of(migration))
            self.say_head()
        if not self.in_earnest:
            self._let_no_check_wait()
        self.failed_on = ""
        return state

    def _apply(
        self, operation: Any, migration: Migration, state: ProjectState, editor: ListeningEditor
    ) -> Part:
        """As `Migration.apply` does it."""
        before = state.clone()
        operation.state_forwards(migration.app_label, state)
        alone = not migration.atomic and bool(operation.atomic)
        start = len(editor.heard)
        with transaction.atomic() if alone else nullcontext():
            if can_be_sql(operation):
                with editor.watched():
                    operation.database_forwards(migration.app_label, editor, before, state)
                if not editor.past_us:
                    heard = tuple(editor.heard[start:])
                    return Part(heard, alone=alone, says=operation.describe())
                return self._in_python(operation, before, state, alone)
            part = self._in_python(operation, before, state, alone)
            assert part.in_python is not None  # noqa: S101 - the line above
            if self.in_earnest or migration.atomic:
                run(part.in_python, migration.app_label)
        return part

    def _in_python(
        self, operation: Any, before: ProjectState, after: ProjectState, alone: bool
    ) -> Part:
        states = [_rendered(before), _rendered(after.clone())]
        return Part(in_python=InPython(operation, *states), alone=alone, says=operation.describe())

    def _of(self, migration: Migration) -> tuple[Node, ...]:
        return (*migration.replaces, (migration.app_label, migration.name))

    def _record(self, migration: Migration) -> None:
        for node in self._of(migration):
            self.recorder.record_applied(*node)

    @contextmanager
    def _patiently(self) -> Iterator[None]:
        """What works beside the others waits until their transactions are through."""
        with self.connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            before = cursor.fetchone()[0]
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LONG_PATIENCE])
        yield
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [before])

    def _let_no_check_wait(self) -> None:
        """As the end of the migration's own transaction would do it."""
        with self.connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")

    def _newly_recorded(self) -> tuple[Node, ...]:
        return tuple(sorted(self.recorder.applied_migrations().keys() - self.recorded.keys()))

    def _note(
        self,
        name: str,
        migration: Migration | None,
        parts: tuple[Part, ...],
        records: tuple[Node, ...],
    ) -> None:
        self.recorded.update(dict.fromkeys(records))
        if migration is not None or records:
            self.steps.append(Step(name, migration, parts, records, head_of(self.recorded)))

    def say_head(self) -> None:
        """In the room that is open; the row stands in the public one."""
        if self.workspace is not None:
            with self.connection.cursor() as cursor:
                said = SAY_HEAD.format(head="%s", name="%s")
                cursor.execute(said, [head_of(self.recorded), self.workspace])


def run(operation: InPython, app_label: str) -> None:
    """With the models as they were rendered before, however often."""
    with connection.schema_editor(atomic=False) as editor:
        operation.operation.database_forwards(app_label, editor, operation.before, operation.after)


def _rendered(state: ProjectState) -> ProjectState:
    """With its models made now and for good: many threads will use them."""
    state.clear_delayed_apps_cache()
    state.apps  # noqa: B018 - renders
    state.is_delayed = False
    return state


def _workspace() -> str | None:
    room = current_room()
    return room.schema if room is not None and room.is_workspace else None
