"""Whatever the order of doors, savepoints, errors and threads: never another tenant's row."""

from __future__ import annotations

import threading
import uuid
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tenants.models import Tenant
from tenants.rooms import WrongRoom, current_workspace, public_room, workspace_of
from users.models import User
from workspace.members.models import Member

ACME, GLOBEX = "acme", "globex"


class Doors(RuleBasedStateMachine):
    """A stack of open doors and transactions; each step may add one, or leave the last."""

    tenants: dict[str, Tenant]

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[tuple[str, ExitStack]] = []

    def open(self, name: str, *managers: Any) -> None:
        opened = ExitStack()
        for manager in managers:
            opened.enter_context(manager)
        self.stack.append((name, opened))

    def standing_in(self) -> str | None:
        rooms = [name for name, _ in self.stack if name != "atomic"]
        return rooms[-1] if rooms else None

    @precondition(lambda self: len(self.stack) < 6)
    @rule(slug=st.sampled_from([ACME, GLOBEX]))
    def enter(self, slug: str) -> None:
        try:
            self.open(slug, workspace_of(self.tenants[slug]))
        except WrongRoom:
            home = current_workspace()
            assert home is not None
            assert home != self.tenants[slug].room

    @precondition(lambda self: len(self.stack) < 6)
    @rule()
    def visit_public(self) -> None:
        self.open("public", public_room())

    @precondition(lambda self: len(self.stack) < 6)
    @rule()
    def begin(self) -> None:
        self.open("atomic", transaction.atomic())

    @precondition(lambda self: self.stack)
    @rule(fails=st.booleans())
    def leave(self, fails: bool) -> None:
        _, opened = self.stack.pop()
        error = ZeroDivisionError() if fails else None
        opened.__exit__(type(error) if error else None, error, None)

    @precondition(lambda self: self.standing_in() in (ACME, GLOBEX))
    @rule(fails=st.booleans())
    def write(self, fails: bool) -> None:
        try:
            with transaction.atomic():
                key = uuid.uuid4()
                Member.objects.create(membership_id=key, name=self.standing_in(), email="x")
                if fails:
                    raise ZeroDivisionError
        except (ZeroDivisionError, WrongRoom):
            pass

    @rule()
    def another_thread_works(self) -> None:
        rows: set[str] = set()

        def work() -> None:
            with workspace_of(self.tenants[GLOBEX]):
                rows.update(Member.objects.filter(name=ACME).values_list("name", flat=True))
            connection.close()

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        assert rows == set()

    @invariant()
    def every_row_is_of_the_room(self) -> None:
        room = self.standing_in()
        if room == "public":
            assert User.objects.exists()
        elif room is not None:
            try:
                seen = set(Member.objects.filter(name__in=[ACME, GLOBEX]).values_list("name"))
            except WrongRoom:
                return  # a transaction that began in the other workspace: refused, not shown
            assert seen <= {(room,)}

    def teardown(self) -> None:
        while self.stack:
            self.stack.pop()[1].__exit__(None, None, None)


@pytest.mark.django_db(transaction=True)
def test_no_order_of_doors_shows_another_tenants_row(acme, globex):
    Doors.tenants = {ACME: acme, GLOBEX: globex}
    for slug, tenant in Doors.tenants.items():
        with workspace_of(tenant):
            Member.objects.create(membership_id=uuid.uuid4(), name=slug, email="x")

    machine = Doors.TestCase()
    machine.settings = settings(
        max_examples=40,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    machine.runTest()
