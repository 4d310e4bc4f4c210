"""Whatever the order of doors, savepoints, errors, threads and jobs: never another tenant's row."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import HealthCheck, settings

from tenants.rooms import workspace_of
from tests.erasure.leaver import business
from tests.isolation.doors import Doors
from tests.isolation.marks import mark
from workspace.members.models import Member


def run(examples: int, steps: int) -> None:
    machine = Doors.TestCase()
    machine.settings = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    machine.runTest()


@pytest.fixture
def tenants(acme, globex):
    mark(acme, globex)
    Doors.tenants = {"acme": acme, "globex": globex}
    Doors.leaver, Doors.is_erased = business(), False
    with workspace_of(Doors.leaver):
        Member.objects.create(membership_id=uuid.uuid4(), name="leaver", email="x")


@pytest.mark.django_db(transaction=True)
def test_no_order_of_doors_shows_another_tenants_row(tenants):
    run(examples=25, steps=25)


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_no_longer_order_of_doors_does_either(tenants):
    run(examples=120, steps=50)
