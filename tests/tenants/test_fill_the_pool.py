"""The builder keeps schemas ready for businesses to come."""

from itertools import count
from threading import Thread

import pytest
from django.db import connection
from django.db.models.functions import Now

from tenants.fingerprint import differences, fingerprint_of
from tenants.heads import our_head
from tenants.models import Schema, Tenant
from tenants.rooms import as_owner, public_room
from tenants.workflows.schemas import sweep
from tenants.workflows.schemas.spares import fill
from tests.tenants.killed import killed_before_statement

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bounds(settings):
    def between(least, most):
        settings.SPARE_SCHEMAS_LEAST, settings.SPARE_SCHEMAS_MOST = least, most

    return between


def spares():
    with public_room():
        return list(Schema.objects.spare().filter(head=our_head()).order_by("made_at"))


def test_it_is_filled_to_twice_the_least_and_a_repeat_builds_none(bounds, acme):
    bounds(2, 10)

    assert fill() == 4
    assert fill() == 0

    assert len(spares()) == 4
    like = fingerprint_of(acme.schema_name)
    assert [differences(like, fingerprint_of(spare.name)) for spare in spares()] == [[]] * 4
    assert sweep.look().is_good


def test_nothing_is_built_while_enough_are_there(bounds):
    bounds(2, 10)
    fill()
    with public_room():
        Schema.objects.filter(name__in=[spare.name for spare in spares()[:2]]).update(kind="tenant")

    assert fill() == 0
    bounds(3, 10)
    assert fill() == 4


def test_as_many_are_built_as_came_in_the_busiest_hour(bounds):
    with public_room():
        Tenant.objects.bulk_create(
            Tenant(slug=f"bakery-{n}", country="LV", language="lv", currency="EUR")
            for n in range(3)
        )
        Tenant.objects.update(created_at=Now())

    bounds(1, 4)
    assert fill() == 4  # five came
    bounds(1, 5)
    assert fill() == 0  # fewer than half of them would be few


def test_one_that_is_behind_counts_and_one_that_is_stuck_does_not(bounds):
    bounds(1, 2)
    fill()
    first, second = spares()
    with public_room():
        Schema.objects.filter(pk=first.pk).update(head="members.0001_initial")
    assert fill() == 0
    with public_room():
        Schema.objects.filter(name__in=[first.pk, second.pk]).update(failed_at=Now())
    assert fill() == 2


def kill_at(numbers, bounds):
    """Two schemas are lacking each time; answers how often there was something to kill."""
    killed = 0
    for turn, number in enumerate(numbers, 1):
        bounds(turn, turn * 2)
        if not killed_before_statement(number, fill):
            break
        killed += 1
        assert sweep.look().is_good, f"killed before statement {number}"
    fill()
    return killed


def all_are_built_like(tenant):
    like = fingerprint_of(tenant.schema_name)
    with public_room():
        assert not Schema.objects.filter(head="").exists()
    return all(fingerprint_of(spare.name) == like for spare in spares())


def test_killed_at_any_of_some_points_the_next_run_goes_on(bounds, acme):
    """No schema and no role stands that no row tells of, however far it came."""
    assert kill_at((1, 4, 6, 7, 9, 12, 15, 18), bounds) == 8

    assert all_are_built_like(acme)


@pytest.mark.drill
def test_killed_before_each_of_its_statements_the_next_run_goes_on(bounds, acme):
    assert kill_at(count(1), bounds) > 20

    assert all_are_built_like(acme)


def test_two_at_once_build_it_once(bounds):
    bounds(2, 4)

    def one_builder():
        try:
            fill()
        finally:
            connection.close()

    threads = [Thread(target=one_builder) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(spares()) == 4


def test_their_roles_are_given_in_one_transaction(bounds):
    """Each grant makes the next SET ROLE of every connection slow."""
    bounds(3, 6)

    fill()

    names = [spare.name for spare in spares()]
    with as_owner(), public_room(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT xmin::text) FROM pg_auth_members WHERE roleid = ANY(%s::regrole[])"
            " AND member = %s::regrole",
            [names, connection.settings_dict["USER"]],
        )
        assert cursor.fetchone() == (1,)
