"""Any order of doors, errors, savepoints, threads, jobs and erasures, tried by a machine.

Each workspace has a member of its name. Wherever the machine stands, the rows that it reads are those
of that room: never another's, and never none.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from contextvars import copy_context
from typing import Any

from django.db import DatabaseError, InternalError, connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tenants.models import Tenant
from tenants.rooms import (
    Room,
    RoomError,
    WrongRoom,
    current_room,
    current_workspace,
    in_room,
    public_room,
    workspace_of,
)
from tenants.workflows.erase import erase
from tests.erasure.leaver import asked
from tests.isolation import jobs
from tests.isolation.marks import names
from tests.jobs_run import run_jobs
from users.models import User
from workspace.members.models import Member

slugs = st.sampled_from(["acme", "globex"])
DEEPEST = 6


class Doors(RuleBasedStateMachine):
    """A stack of open doors and transactions; most steps add one, leave the last, or look about."""

    tenants: dict[str, Tenant]
    leaver: Tenant  # is erased once, by whichever run comes first
    is_erased = False

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[tuple[str, ExitStack]] = []
        self.belongs_to: str | None = None  # the workspace that owns the open transaction
        self.kept: list[tuple[Room, Any]] = []
        self.streams: list[tuple[str, Iterator[set[str]]]] = []
        for tenant in self.tenants.values():
            _let_write(tenant, True)

    # --- where it stands --------------------------------------------------------------------------

    def open(self, name: str, manager: Any) -> None:
        opened = ExitStack()
        opened.enter_context(manager)
        self.stack.append((name, opened))

    @property
    def standing_in(self) -> str | None:
        rooms = [name for name, _ in self.stack if name != "atomic"]
        return rooms[-1] if rooms else None

    @property
    def in_workspace(self) -> bool:
        return self.standing_in in self.tenants

    @property
    def in_atomic(self) -> bool:
        return any(name == "atomic" for name, _ in self.stack)

    def look(self) -> None:
        """What is read here is this room's; what is refused is refused for a reason."""
        slug = self.standing_in
        assert slug is not None
        try:
            assert names() == {slug}
        except WrongRoom:
            assert self._belongs_to_another, "refused although the transaction is of this workspace"
        else:
            assert not self._belongs_to_another
            self._uses(slug)

    @property
    def _belongs_to_another(self) -> bool:
        """The transaction began in the other workspace."""
        return self.belongs_to not in (None, self.standing_in)

    def _uses(self, slug: str) -> None:
        """The first workspace that a transaction uses owns it."""
        if self.in_atomic and self.belongs_to is None:
            self.belongs_to = slug

    # --- doors and transactions -------------------------------------------------------------------

    @precondition(lambda self: len(self.stack) < DEEPEST)
    @rule(slug=slugs)
    def enter(self, slug: str) -> None:
        around = {name for name, _ in self.stack} & set(self.tenants)
        try:
            self.open(slug, workspace_of(self.tenants[slug]))
        except WrongRoom:
            assert around - {slug}
        else:
            assert around <= {slug}

    @precondition(lambda self: len(self.stack) < DEEPEST)
    @rule()
    def visit_public(self) -> None:
        self.open("public", public_room())

    @precondition(lambda self: len(self.stack) < DEEPEST)
    @rule()
    def begin(self) -> None:
        self.open("atomic", transaction.atomic())

    @precondition(lambda self: self.stack)
    @rule(fails=st.booleans())
    def leave(self, fails: bool) -> None:
        _, opened = self.stack.pop()
        error = ZeroDivisionError() if fails else None
        opened.__exit__(type(error) if error else None, error, None)
        if not self.in_atomic:
            self.belongs_to = None

    @precondition(lambda self: len(self.stack) < DEEPEST)
    @rule(slug=slugs)
    def begin_and_enter(self, slug: str) -> None:
        """The other way round than house style has it."""
        self.begin()
        self.enter(slug)

    @precondition(lambda self: self.stack and self.stack[-1][0] in self.tenants)
    @rule()
    def go_next_door(self) -> None:
        slug = "globex" if self.stack[-1][0] == "acme" else "acme"
        self.leave(fails=False)
        self.enter(slug)

    @precondition(lambda self: self.in_workspace and self.in_atomic)
    @rule(raw=st.booleans())
    def visit_public_in_a_savepoint_and_roll_back(self, raw: bool) -> None:
        if self._refused():
            return
        name = transaction.savepoint()
        with public_room():
            assert User.objects.exists()
        if raw:
            with connection.cursor() as cursor:
                cursor.execute(f'ROLLBACK TO SAVEPOINT "{name}"')
        else:
            transaction.savepoint_rollback(name)
        with public_room():
            assert User.objects.exists()

    def _refused(self) -> bool:
        try:
            names()
        except WrongRoom:
            return True
        return False

    # --- writing ----------------------------------------------------------------------------------

    @precondition(lambda self: self.in_workspace)
    @rule(fails=st.booleans())
    def write(self, fails: bool) -> None:
        """A suspended workspace's database refuses, unless the transaction stood there before."""
        room = current_room()
        assert room is not None
        try:
            with transaction.atomic():
                Member.objects.create(membership_id=uuid.uuid4(), name=self.standing_in, email="x")
                if fails:
                    raise ZeroDivisionError
            assert self.in_atomic or not room.read_only
        except (ZeroDivisionError, WrongRoom):
            pass
        except InternalError as error:
            assert "read-only" in str(error)  # noqa: PT017 - or it was another mistake

    @rule(slug=slugs, may=st.booleans())
    def suspend_or_open(self, slug: str, may: bool) -> None:
        _let_write(self.tenants[slug], may)

    # --- what is carried elsewhere ------------------------------------------------------------------

    @precondition(lambda self: self.in_workspace)
    @rule(is_read=st.booleans())
    def keep_a_queryset(self, is_read: bool) -> None:
        rows = Member.objects.filter(name__in=["acme", "globex"])
        if is_read and not self._refused():
            assert len(rows) > 0
        self.kept.append((_room_here(), rows))

    @invariant()
    def what_was_kept_is_good_in_its_own_room_only(self) -> None:
        for room, rows in self.kept[-3:]:
            for kept in (rows, rows.all()):
                self._use(room, kept)

    def _use(self, room: Room, rows: Any) -> None:
        try:
            found = {row.name for row in rows}
        except WrongRoom:
            assert room != current_room() or self._belongs_to_another
        else:
            assert room == current_room()
            assert found == {self.standing_in}

    @rule(slug=slugs)
    def begin_a_stream(self, slug: str) -> None:
        self.streams.append((slug, in_room(self.tenants[slug], _steps())))

    @precondition(lambda self: self.streams)
    @rule(of=st.randoms(use_true_random=False))
    def step_on_in_a_stream(self, of: Any) -> None:
        slug, stream = of.choice(self.streams)
        before, around = current_room(), {name for name, _ in self.stack} & set(self.tenants)
        try:
            rows = next(stream, None)
        except WrongRoom:
            assert around - {slug} or self.belongs_to not in (None, slug)
        else:
            assert rows in (None, {slug})
            if rows is not None:
                self._uses(slug)
        assert current_room() == before

    @precondition(lambda self: self.in_workspace and self.in_atomic)
    @rule()
    def look_once_it_is_committed(self) -> None:
        slug = self.standing_in
        assert slug is not None

        def looked() -> None:
            try:
                with workspace_of(self.tenants[slug]):
                    assert names() == {slug}
            except WrongRoom:
                assert current_workspace() not in (None, self.tenants[slug].room)

        transaction.on_commit(looked)

    # --- other threads, connections and requests ----------------------------------------------------

    @rule(slug=slugs)
    def another_thread_works(self, slug: str) -> None:
        def work() -> None:
            assert current_room() is None
            with workspace_of(self.tenants[slug]), transaction.atomic():
                assert names() == {slug}

        _in_a_thread(work)

    @precondition(lambda self: self.in_workspace)
    @rule()
    def go_on_in_another_thread(self) -> None:
        """In the same room, on a connection of its own."""
        slug, here = self.standing_in, copy_context()

        def work() -> None:
            assert names() == {slug}

        _in_a_thread(lambda: here.run(work))

    @precondition(lambda self: not self.in_atomic)
    @rule(is_lost=st.booleans())
    def the_next_request_begins(self, is_lost: bool) -> None:
        if is_lost and connection.connection is not None:
            connection.connection.close()
        connection.close_if_unusable_or_obsolete()

    # --- jobs, and a tenant that goes ---------------------------------------------------------------

    @precondition(lambda self: self.in_workspace)
    @rule()
    def enqueue(self) -> None:
        try:
            with transaction.atomic():
                jobs.look.enqueue(self.standing_in)
        except InternalError as error:
            assert "read-only" in str(error)  # noqa: PT017 - or it was another mistake

    @precondition(lambda self: not self.stack)
    @rule()
    def run_jobs(self) -> None:
        jobs.seen.clear()
        run_jobs("default")
        assert all(rows == {slug} for slug, rows in jobs.seen)

    @precondition(lambda self: not self.stack)
    @rule()
    def erase(self) -> None:
        if not Doors.is_erased:
            Doors.is_erased = True
            erase(asked(self.leaver).id)

    @precondition(lambda self: not self.stack)
    @rule()
    def visit_the_leaver(self) -> None:
        """With what this process still knows of it: its door may look open."""
        try:
            with workspace_of(self.leaver):
                rows = list(Member.objects.values_list("name", flat=True))
        except DatabaseError:
            assert Doors.is_erased
        else:
            assert not Doors.is_erased
            assert rows == ["leaver"]

    # --- what must hold -----------------------------------------------------------------------------

    @invariant()
    def every_row_is_of_the_room(self) -> None:
        room = self.standing_in
        if room == "public":
            assert User.objects.exists()
        elif room is not None:
            self.look()
        else:
            try:
                names()
            except RoomError:
                return
            raise AssertionError("rows were read although no door is open")

    def teardown(self) -> None:
        """Also of a run that failed: the next one finds no door open, and no transaction."""
        while self.stack:
            with suppress(DatabaseError):
                self.stack.pop()[1].__exit__(None, None, None)
        connection.close()


def _steps() -> Iterator[set[str]]:
    for _ in range(3):
        yield names()


def _room_here() -> Room:
    room = current_room()
    assert room is not None
    return room


def _let_write(tenant: Tenant, may: bool) -> None:
    """As the next request finds it."""
    tenant.state = Tenant.State.OPEN if may else Tenant.State.SUSPENDED
    tenant.__dict__.pop("room", None)


def _in_a_thread(work: Callable[[], None]) -> None:
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
