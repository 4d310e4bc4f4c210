"""The way from one head to another: found once, and gone by every schema at that head."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.migrations import Migration
from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field

from tenants.heads import Node

# What leaves no row behind whose deferred checks would still wait within the transaction.
_ONLY_TABLES = re.compile(
    r"\s*(CREATE|ALTER|DROP|COMMENT|GRANT|REVOKE|SET\s+CONSTRAINTS\s+\")", re.IGNORECASE
)
_ALL_AT_ONCE = re.compile(r"SET\s+CONSTRAINTS\s+ALL", re.IGNORECASE)


@dataclass(frozen=True)
class InPython:
    """An operation that SQL cannot say, and the models before and after it, rendered once."""

    operation: Operation
    before: ProjectState
    after: ProjectState


@dataclass(frozen=True)
class Part:
    """One operation of a migration; `alone`: in a transaction of its own, as its migration has none."""

    statements: tuple[str, ...] = ()
    in_python: InPython | None = None
    alone: bool = False
    says: str = ""


@dataclass(frozen=True)
class Step:
    """One migration as it was heard, and the head of a schema that has made it."""

    name: str
    migration: Migration | None  # None: nothing but lines in django_migrations
    parts: tuple[Part, ...]
    records: tuple[Node, ...]
    head: str

    @property
    def is_atomic(self) -> bool:
        return self.migration is None or self.migration.atomic

    @property
    def is_sql(self) -> bool:
        """All of it can be said in one message."""
        return self.is_atomic and not any(part.in_python for part in self.parts)

    @property
    def statements(self) -> list[str]:
        return [statement for part in self.parts for statement in part.statements]

    @property
    def leaves_checks(self) -> bool:
        """Rows were changed: the next migration's tables would have to wait for their checks."""
        return any(
            not _ONLY_TABLES.match(statement) or _ALL_AT_ONCE.search(statement)
            for statement in self.statements
        )


@dataclass(frozen=True)
class Leg:
    """Steps that happen together: in one transaction, or (not atomic) a step by itself."""

    start: str
    steps: tuple[Step, ...]

    @property
    def head(self) -> str:
        return self.steps[-1].head

    @property
    def records(self) -> list[Node]:
        return [record for step in self.steps for record in step.records]


@dataclass(frozen=True)
class Way:
    start: str
    steps: tuple[Step, ...]
    heard_in: str  # the schema; its name may stand in what was heard there

    @property
    def end(self) -> str:
        return self.steps[-1].head if self.steps else self.start

    @property
    def legs(self) -> list[Leg]:
        legs: list[list[Step]] = []
        for step in self.steps:
            goes_on = bool(legs) and legs[-1][-1].is_sql and not legs[-1][-1].leaves_checks
            if goes_on and step.is_sql:
                legs[-1].append(step)
            else:
                legs.append([step])
        starts = [self.start, *(steps[-1].head for steps in legs)]
        return [Leg(start, tuple(steps)) for start, steps in zip(starts, legs, strict=False)]


def can_be_sql(operation: Operation) -> bool:
    within: Iterable[Operation] = ()
    if isinstance(operation, SeparateDatabaseAndState):
        within = operation.database_operations
    is_sql = operation.reduces_to_sql and not _makes_values_up(operation)
    return is_sql and all(can_be_sql(each) for each in within)


def _makes_values_up(operation: Operation) -> bool:
    """A default that Python computes stands in the SQL as a value: a secret that was made for one
    workspace must not become that of all."""
    field = getattr(operation, "field", None)
    if not isinstance(field, Field) or not field.has_default():
        return False
    return callable(field.default) and field.default not in (list, dict)
