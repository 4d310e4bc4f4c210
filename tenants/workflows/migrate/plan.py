"""What a migration of everybody would do, told beforehand: `--plan`, and `--check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db import Error, connection

from tenants.awaited import is_awaited, old_code_stumbles
from tenants.heads import missing_from
from tenants.models import Schema
from tenants.rooms import as_owner, public_room, workspace_of
from tenants.workflows.migrate.behind import Behind, groups_of
from tenants.workflows.migrate.failing import Failed
from tenants.workflows.migrate.one_room import PATIENCE, Executor, refuse_without_schema
from tenants.workflows.migrate.way import Part, Step
from tenants.workflows.schemas.alone import wait_within_the_transaction


def plan(only: list[str] | None = None) -> list[str]:
    """Line by line, with the SQL. Nothing is changed: one schema of each head tries it in a
    transaction that is rolled back, the template if it has that head."""
    with public_room():
        groups = groups_of(Behind(only).known)
    lines: list[str] = []
    with as_owner():
        for first, *others in groups:
            lines += [f"-- {1 + len(others)} at one head; tried in {first.name} ({first.kind})"]
            lines += _tried(first)
    return lines


def _tried(schema: Schema) -> Iterator[str]:
    executor: Executor | None = None
    trouble = ""
    connection.set_autocommit(False)
    try:
        with public_room(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            wait_within_the_transaction(schema.name)
        with workspace_of(schema):
            refuse_without_schema(schema)
            executor = Executor(in_earnest=False)
            executor.bring_to_the_end()
    except Error as error:
        failed = Failed(executor.failed_on if executor else "", error)
        trouble = f"-- It ended here, and may do so in earnest: {failed}"
    finally:
        connection.rollback()
        connection.set_autocommit(True)
    for step in executor.steps if executor else ():
        yield from _written(step)
    if trouble:
        yield trouble


def _written(step: Step) -> Iterator[str]:
    yield ""
    yield f"-- {step.name}"
    if step.migration is not None:
        if is_awaited(step.migration):
            yield "--   This code cannot do without it: who lacks it is answered with 503."
        for line in old_code_stumbles(step.migration):
            yield f"--   OLD CODE STUMBLES. {line}"
    if not step.is_atomic:
        yield "--   Not in a transaction: what fails half way stays half done."
    for part in step.parts:
        yield from _part(part)


def _part(part: Part) -> Iterator[str]:
    if part.in_python or part.statements:
        yield f"-- {part.says}"
    if part.in_python:
        yield "-- (Python: it runs in each workspace by itself)"
    for statement in part.statements:
        yield statement.rstrip().rstrip(";") + ";"


def table(behind: Behind) -> Iterator[str]:
    """How many lack what, and how many of them failed."""
    count = len(behind.waiting)
    yield f"{count} {'schema is' if count == 1 else 'schemas are'} behind"
    heads = Counter(schema.head for schema in behind.waiting)
    for head, many in heads.most_common():
        missing = sorted(".".join(node) for node in missing_from(head)) if head else []
        what = ", ".join(missing[:3]) + (f" and {len(missing) - 3} more" if missing[3:] else "")
        yield f"{many:6}  {'lack ' + what if missing else 'from before heads were written'}"
    failures = Counter(
        (schema.failed_on, schema.failed_with) for schema in behind.waiting if schema.failed_at
    )
    for (on, kind), many in failures.most_common():
        yield f"{many:6}  of them failed on {on} with {kind}"
    if behind.ahead:
        yield f"{len(behind.ahead):6}  others are ahead of this code"
