"""One schema goes the way that another one has gone: a message to the database for each leg."""

from __future__ import annotations

from contextlib import nullcontext

from django.db import Error, connection, transaction

from tenants.heads import Node, leaves_of
from tenants.models import Schema, Tenant
from tenants.rooms import workspace_of
from tenants.workflows.migrate.failing import MOVED, Failed, Moved, sqlstate
from tenants.workflows.migrate.one_room import LOCK_AWAY, LONG_PATIENCE, PATIENCE, SAY_HEAD, run
from tenants.workflows.migrate.way import Leg, Step, Way
from tenants.workflows.schemas.alone import LOCK, LOCK_TO_THE_END, UNLOCK, in_words

_SCHEMAS, _TENANTS = Schema._meta.db_table, Tenant._meta.db_table
_STANDS_AT_START = f"""
DO $kontor$ BEGIN
PERFORM 1 FROM public.{_SCHEMAS} WHERE name = '{{name}}' AND head = {{start}} AND NOT EXISTS (
  SELECT FROM public.{_TENANTS}
  WHERE schema_name = '{{name}}' AND state IN ('requested', 'erasing', 'erased')
) FOR UPDATE;
IF NOT FOUND OR current_schema() IS DISTINCT FROM '{{name}}'
OR (SELECT count(DISTINCT (app, name)) FROM django_migrations WHERE app || '.' || name IN ({{old}}))
  <> {{count}}
OR EXISTS (SELECT FROM django_migrations WHERE app || '.' || name IN ({{new}}))
THEN RAISE EXCEPTION 'not at the start' USING ERRCODE = '{MOVED}'; END IF;
END $kontor$"""


def walk(way: Way, name: str) -> None:
    """Bring the schema from the start of the way to its end. Needs the owner's door to be open.

    Each leg is one transaction, the new head with it: killed at any point, the schema stands at the
    head that its row tells. Raises Moved when it is not at the start, Failed when a leg fails.
    """
    with workspace_of(Schema(name=name)):
        for leg in way.legs:
            _go(leg, way.heard_in, name)


def _go(leg: Leg, heard_in: str, name: str) -> None:
    try:
        if all(step.is_sql for step in leg.steps):
            _at_once(leg, heard_in, name)
        elif leg.steps[0].is_atomic:
            _one_by_one(leg, heard_in, name)
        else:
            _beside_the_others(leg, heard_in, name)
    except Error as error:
        if sqlstate(error) == MOVED:
            raise Moved from None
        raise Failed(" ".join(step.name for step in leg.steps), error) from error


def _at_once(leg: Leg, heard_in: str, name: str) -> None:
    """One message is one transaction. If it fails for good, we learn which migration it was."""
    statements = [said for step in leg.steps for said in _said(step, heard_in, name)]
    try:
        _say(*_opening(leg, name), *statements, *_closing(leg, name))
    except Error as error:
        if len(leg.steps) == 1 or sqlstate(error) == MOVED or Failed("", error).passes:
            raise
        _one_by_one(leg, heard_in, name)


def _one_by_one(leg: Leg, heard_in: str, name: str) -> None:
    with transaction.atomic():
        _say(*_opening(leg, name))
        for step in leg.steps:
            try:
                _do(step, heard_in, name)
            except Moved:
                raise
            except Exception as error:
                raise Failed(step.name, error) from error
        _say(*_closing(leg, name))


def _beside_the_others(leg: Leg, heard_in: str, name: str) -> None:
    """Without a transaction around it: an index that is made while people write, for example."""
    [step] = leg.steps
    try:
        _say(f"SET lock_timeout = '{LONG_PATIENCE}'", in_words(LOCK, name))
        _say(_stands_at_start(leg, name))
        try:
            _do(step, heard_in, name)
        except Exception as error:
            raise Failed(step.name, error) from error
        _say(*_closing(leg, name))
        _say("RESET lock_timeout", in_words(UNLOCK, name))
    except BaseException:
        connection.close()  # with the lock
        raise


def _do(step: Step, heard_in: str, name: str) -> None:
    for part in step.parts:
        with transaction.atomic() if part.alone else nullcontext():
            if part.in_python is not None:
                assert step.migration is not None  # noqa: S101 - it has operations
                run(part.in_python, step.migration.app_label)
            for statement in part.statements:
                _say(statement.replace(heard_in, name))


def _said(step: Step, heard_in: str, name: str) -> list[str]:
    return [statement.replace(heard_in, name) for statement in step.statements]


def _opening(leg: Leg, name: str) -> list[str]:
    lock = in_words(LOCK_TO_THE_END, name)
    return [f"SET LOCAL lock_timeout = '{PATIENCE}'", lock, _stands_at_start(leg, name)]


def _stands_at_start(leg: Leg, name: str) -> str:
    old = leaves_of(leg.start)
    return _STANDS_AT_START.format(
        name=name, start=_text(leg.start), old=_nodes(old), count=len(old), new=_nodes(leg.records)
    )


def _closing(leg: Leg, name: str) -> list[str]:
    lines = ", ".join(f"({_text(app)}, {_text(label)}, now())" for app, label in leg.records)
    record = [f"INSERT INTO django_migrations (app, name, applied) VALUES {lines}"] if lines else []
    head = SAY_HEAD.format(head=_text(leg.head), name=_text(name))
    return [*record, LOCK_AWAY.format(role=name), head]


def _say(*statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("\n;\n".join(statements))


def _nodes(nodes: list[Node]) -> str:
    return ", ".join(_text(f"{app}.{label}") for app, label in nodes) or "NULL"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
