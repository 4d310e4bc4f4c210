"""What an erasure takes, what it leaves, and what it refuses."""

import pytest

from tenants.actor import Actor
from tenants.errors import NotClosed, SlugDiffers
from tenants.models import Erasure, Membership, PublicEntry, Tenant
from tenants.rooms import public_room
from tenants.workflows.ask_to_erase import ask_to_erase
from tenants.workflows.close import close, reopen
from tenants.workflows.erase import STEPS, erase
from tests.erasure.leaver import PROVIDER, again, asked, business, person, what_is_left, with_work
from users.models import Session, User

pytestmark = pytest.mark.django_db(transaction=True)


def test_nothing_of_the_business_is_left():
    tenant = with_work(business())
    person(tenant)
    case = asked(tenant)

    erase(case.id)

    assert what_is_left(tenant) == {
        "state": "erased",
        "said": ("", "", "", "", False),
        "catalogs": (0, 0, 0),
        "files": [],
        "asides": [],
        "hosts": 0,
        "people": 0,
        "lines": ["tenant.erased"],
        "steps": [name for name, _ in STEPS],
    }


def test_its_people_go_unless_they_have_a_key_elsewhere(globex):
    tenant = business()
    laima, juris = person(tenant), person(tenant, "juris", "sales")
    with public_room():
        Membership.objects.create(tenant=globex, user=juris.user, role="viewer")
    laima.at(None)  # signed in on the public host
    juris.at(None)

    erase(asked(tenant).id)

    with public_room():
        assert list(User.objects.filter(pk__in=[laima.user.pk, juris.user.pk])) == [juris.user]
        assert list(Session.objects.values_list("user__email", flat=True)) == [juris.email]
        assert not PublicEntry.objects.filter(user=laima.user.pk).exists()


def test_of_two_that_share_a_person_the_second_takes_it_along():
    one, other = business(), business()
    laima = person(one)
    with public_room():
        Membership.objects.create(tenant=other, user=laima.user, role="owner")

    erase(asked(one).id)
    with public_room():
        assert User.objects.filter(pk=laima.user.pk).exists()
    erase(asked(other).id)

    with public_room():
        assert not User.objects.filter(pk=laima.user.pk).exists()


def test_the_name_is_free_for_another_business():
    tenant = business(slug="corner-shop")
    erase(asked(tenant).id)

    another = business(slug="corner-shop")

    assert another.is_open
    assert another.pk != tenant.pk


def test_a_repeat_changes_nothing():
    tenant = business()
    case = asked(tenant)
    erase(case.id)
    before = what_is_left(tenant)

    erase(case.id)
    with public_room():
        same = ask_to_erase(tenant.id, slug="anything", by=PROVIDER)

    assert same.pk == case.pk
    assert what_is_left(tenant) == before


def test_only_what_is_closed_is_erased():
    tenant = business()
    with public_room(), pytest.raises(NotClosed):
        ask_to_erase(tenant.id, slug=tenant.slug, by=PROVIDER)
    with public_room():
        assert not Erasure.objects.exists()


def test_another_name_erases_nothing():
    tenant = business()
    with public_room():
        close(tenant.id, by=PROVIDER)
        with pytest.raises(SlugDiffers):
            ask_to_erase(tenant.id, slug="leaver", by=PROVIDER)

    assert again(tenant).state == Tenant.State.CLOSED


def test_what_is_being_erased_cannot_be_reopened():
    tenant = business()
    asked(tenant)
    with public_room():
        with pytest.raises(Exception, match="no workspace"):
            reopen(tenant.id, by=PROVIDER)


def test_the_case_names_nobody():
    tenant = business()
    laima = person(tenant)
    case = asked(tenant, Actor(user=laima.user))

    erase(case.id)

    with public_room():
        case.refresh_from_db()
        told = str([*case.steps.values_list("result", flat=True)])
    assert case.asked_by == "owner"
    for word in (laima.email, str(laima.user.pk), tenant.slug, tenant.name):
        assert word not in told


def test_lines_about_a_person_stay_in_the_log_of_another_tenant(globex):
    """They are that tenant's, and go with it; the id in them leads to nobody any more."""
    tenant = business()
    laima = person(tenant)
    with public_room():
        theirs = PublicEntry.objects.create(
            user=laima.user, tenant=globex, verb="user.entered", subject=str(laima.user.pk)
        )
        PublicEntry.objects.create(user=laima.user, verb="user.signed_in", subject="7")

    erase(asked(tenant).id)

    with public_room():
        assert list(PublicEntry.objects.filter(user=laima.user.pk)) == [theirs]
        assert not User.objects.filter(pk=laima.user.pk).exists()
