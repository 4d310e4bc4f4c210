"""Everybody: who goes first, who follows it, and who is left where something goes wrong."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tenants.heads import is_known, our_head
from tenants.models import Schema
from tenants.rooms import as_owner, public_room
from tenants.workflows.migrate.behind import Behind, groups_of, read_head
from tenants.workflows.migrate.failing import Failed, Moved, note_failure
from tenants.workflows.migrate.one_room import Executor, Teller, silent
from tenants.workflows.migrate.rehearse import rehearse
from tenants.workflows.migrate.waves import TRIES, Wave, back_off
from tenants.workflows.migrate.way import Way
from tenants.workflows.schemas.alone import wait_for_other_builders

CANARIES = 3
GROWTH = 10  # each wave is so many times the one before
TOO_MANY = 0.1  # of a wave: more failures than that (one of the few), and no other wave begins
ROUNDS = 5  # for a schema that is elsewhere whenever we come


@dataclass
class Report:
    """How it ended. `done` counts the schemas that were brought to the head."""

    done: int = 0
    failed: dict[str, Failed] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)  # schemas whose turn did not come
    ahead: int = 0

    @property
    def is_good(self) -> bool:
        return not self.failed and not self.stopped


def migrate_everything(*, tell: Teller = silent, workspaces: bool = True) -> Report:
    """Bring the public room, then every workspace to the head of its own apps.

    Each room records its own apps' migrations only, so that a release of a public app leaves the
    workspaces alone. Safe to repeat from any point.
    """
    migrate_public(tell=tell)
    return migrate_tenants(tell=tell) if workspaces else Report()


def migrate_public(*, tell: Teller = silent) -> None:
    with as_owner(), public_room():
        wait_for_other_builders("public")
        Executor(tell=tell).bring_to_the_end()


def migrate_tenants(
    *,
    only: Iterable[str] | None = None,
    connections: int | None = None,
    tell: Teller = silent,
    ended: Callable[[int], None] = lambda of: None,
) -> Report:
    """Bring every schema of a workspace to the head: tenants, spares and the template.

    `only`: names of schemas; `ended` is told of each, and of how many there are to migrate. One
    that fails is noted in its row and the others go on; but where the first ones fail, nobody
    follows them. Killed at any point, the next run goes on from there.
    """
    with public_room():
        if not Behind(only).all:  # the usual case: one query, and no other connection
            return Report()
    journey = Journey(only, connections or min(4, (os.cpu_count() or 2) + 2), tell, ended)
    with as_owner():
        journey.run()
    return journey.report


class Journey:
    def __init__(
        self,
        only: Iterable[str] | None,
        connections: int,
        tell: Teller,
        ended: Callable[[int], None],
    ) -> None:
        self.only = None if only is None else list(only)
        self.connections, self.tell, self.tell_ended = connections, tell, ended
        self.report = Report()
        self.left_alone: set[str] = set()
        self.moves: Counter[str] = Counter()
        self.all = 0  # how many there are to migrate, as far as we know

    def run(self) -> None:
        """Until nobody is behind but those that failed or are not built yet: some may be added
        meanwhile, by code that is older than ours."""
        while groups := self._groups():
            for group in groups:
                self._bring(group)

    def _groups(self) -> list[list[Schema]]:
        with public_room():
            behind = Behind(self.only)
            found = behind.known
            for schema in behind.untold:
                if schema.name not in self.left_alone:
                    schema.head = read_head(schema)
                    is_behind = schema.head != our_head() and is_known(schema.head)
                    found += [schema] if schema.head and is_behind else []
        self.report.ahead = len(behind.ahead)
        groups = groups_of(schema for schema in found if schema.name not in self.left_alone)
        self.left_alone |= {schema.name for schema in behind.untold if not schema.head}
        self.all += sum(map(len, groups))
        return groups

    def _bring(self, group: list[Schema]) -> None:
        """The first really migrates, a few follow its way, then all others in growing waves."""
        way, others = self._first(group)
        size = CANARIES
        while way is not None and others:
            wave, others = others[:size], others[size:]
            bad = self._wave(way, wave)
            if others and bad > len(wave) * TOO_MANY:
                return self._stop(others)
            size *= GROWTH

    def _first(self, group: list[Schema]) -> tuple[Way | None, list[Schema]]:
        """Whoever can be the first, and who is left to follow."""
        while group:
            first, *group = group
            failed_before = first.failed_at is not None
            try:
                way = self._rehearse(first)
            except Moved:
                self._moved(first.name)
            except Failed as failed:
                self._failed(first.name, failed)
                note_failure(first.name, failed)
                if not (failed.passes or failed_before):
                    self._stop(group)
                    return None, []
            else:
                self.report.done += 1
                self.tell(_told(way, 1 + len(group)))
                self.tell_ended(self.all)
                return way, group
        return None, []

    def _rehearse(self, schema: Schema) -> Way:
        for tries in range(TRIES):
            try:
                return rehearse(schema, tell=self.tell)
            except Failed as failed:
                if not failed.passes or tries + 1 == TRIES:
                    raise
                time.sleep(back_off(tries))
        raise AssertionError("the last try raises")

    def _wave(self, way: Way, wave: list[Schema]) -> int:
        """Answers how many speak against the way itself: a lock, or one that failed before, not."""
        failed_before = {schema.name for schema in wave if schema.failed_at is not None}
        elsewhere: list[str] = []
        bad = 0

        def ended(name: str, outcome: Failed | Moved | None) -> None:
            nonlocal bad
            if isinstance(outcome, Failed):
                self._failed(name, outcome)
                bad += not outcome.passes and name not in failed_before
            elif isinstance(outcome, Moved):
                elsewhere.append(name)
            else:
                self.report.done += 1
            self.tell_ended(self.all)

        Wave(way, [schema.name for schema in wave], ended).run(self.connections)
        for name in elsewhere:
            self._moved(name)
            read_head(Schema(name=name))
        return bad

    def _moved(self, name: str) -> None:
        """The next round finds out where it is; its row may tell something that is not so."""
        self.moves[name] += 1
        if self.moves[name] >= ROUNDS:
            self.left_alone.add(name)
            self.report.stopped.append(name)

    def _failed(self, name: str, failed: Failed) -> None:
        self.left_alone.add(name)
        self.report.failed[name] = failed
        self.tell(f"  {name} failed on {failed}")

    def _stop(self, schemas: list[Schema]) -> None:
        self.report.stopped += [schema.name for schema in schemas]
        self.left_alone |= {schema.name for schema in schemas}


def _told(way: Way, count: int) -> str:
    names = ", ".join(step.name for step in way.steps) or "nothing but its head"
    return f"  {count} at one head: {names}"
