"""Killed before any of its statements, provisioning ends with the same at its next run."""

from itertools import count

import pytest

from tenants.models import Domain, Invitation, PublicEntry, Tenant
from tenants.rooms import public_room
from tenants.workflows.provision import provision
from tests.tenants.catalog import catalog_of
from tests.tenants.desk import Provider
from tests.tenants.killed import killed_before_statement

pytestmark = pytest.mark.django_db(transaction=True)


def onboarded(number):
    Provider().onboard(slug=f"bakery-{number}")
    with public_room():
        return Tenant.objects.get(slug=f"bakery-{number}")


def traces(tenant):
    """All that provisioning leaves, to compare it with what an undisturbed run leaves."""
    with public_room():
        invitations = Invitation.objects.filter(tenant=tenant)
        return {
            "state": Tenant.objects.get(pk=tenant.pk).state,
            "hosts": Domain.objects.filter(tenant=tenant).count(),
            "invitations": list(invitations.values_list("email", "role")),
            "lines": list(
                PublicEntry.objects.filter(tenant=tenant).order_by("id").values_list("verb")
            ),
            "catalog": catalog_of(tenant),
        }


def undisturbed():
    tenant = onboarded(0)
    provision(tenant.id)
    return traces(tenant)


def kill_at(number, expected):
    """False when the work had ended before this statement."""
    tenant = onboarded(number)
    was_killed = killed_before_statement(number, lambda: provision(tenant.id))
    provision(tenant.id)
    assert traces(tenant) == expected, f"killed before statement {number}"
    return was_killed


def test_killed_at_any_of_some_points(acme):
    expected = undisturbed()
    assert expected["state"] == "open"

    killed = [kill_at(number, expected) for number in (1, 3, 6, 8, 9, 11, 13, 16)]

    assert killed[:6] == [True] * 6


@pytest.mark.drill
def test_killed_before_each_of_its_statements(acme):
    expected = undisturbed()

    kills = next(n - 1 for n in count(1) if not kill_at(n, expected))

    assert kills > 12
