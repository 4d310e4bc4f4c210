"""`manage.py demo`: two workspaces to look at, and a second run that keeps what works."""

import json
import stat

import pytest
from django.conf import settings
from django.core.management import call_command

from jobs.models import Job
from tenants.models import Membership, Tenant
from tenants.rooms import public_room, workspace_of
from tests import world
from tests.users.factors import code_of
from users.factors import totp
from users.models import ApiToken, Staff, StaffRole, User
from workspace.company.models import Company
from workspace.sales.models import Invoice

pytestmark = pytest.mark.django_db

KEEPER = "keeper@tests.example"


@pytest.fixture
def show(db, tmp_path):
    """Runs the command and answers what the file says."""
    file = tmp_path / "demo.json"

    def run():
        call_command("demo", write=file)
        return json.loads(file.read_text())

    run.file = file
    return run


@pytest.mark.django_db(transaction=True)
def test_it_begins_from_nothing(show):
    make_room()

    show()

    with public_room():
        made = Tenant.objects.filter(slug__in=["acme", "globex"], state=Tenant.State.OPEN)
        assert made.count() == 2
        assert User.objects.exclude(email=KEEPER).count() == 5
        assert not Job.objects.exists()  # nobody is sent a letter


def make_room():
    """The tests' own Acme and Globex step aside. They keep an owner, as every tenant does."""
    with public_room():
        keeper = User.objects.create_user(KEEPER)
        for tenant in Tenant.objects.all():
            tenant.domains.all().delete()
            Tenant.objects.filter(pk=tenant.pk).update(slug=f"{tenant.slug}-of-tests")
            tenant.memberships.exclude(role="owner").delete()
            tenant.memberships.update(user=keeper)
        User.objects.exclude(pk=keeper.pk).delete()


def test_the_file_says_where_everything_is_and_is_ours_alone(show):
    facts = show()

    assert facts["public_url"] == "https://kontor.localhost:8443"
    assert facts["provider_url"] == "https://provider.kontor.localhost:8443"
    assert facts["workspaces"] == {
        "acme": "https://acme.kontor.localhost:8443",
        "globex": "https://globex.kontor.localhost:8443",
    }
    assert [(each["email"], each["phone"], each["roles"]) for each in facts["people"]] == [
        ("alice@acme.example", "+37120000101", {"acme": "owner"}),
        ("bob@acme.example", "+37120000102", {"acme": "sales"}),
        ("charlie@globex.example", "+37120000103", {"globex": "owner"}),
        ("dana@ledger.example", "+37120000014", {"acme": "accountant", "globex": "accountant"}),
    ]
    assert stat.S_IMODE(show.file.stat().st_mode) == 0o600


def test_every_token_and_password_in_it_works(show):
    facts = show()

    for slug, token in facts["workspace_tokens"].items():
        api = world.api_client(f"{slug}.kontor.localhost", token)
        assert api.get("/api/v1/company/").status_code == 200
    provider = world.api_client(settings.PROVIDER_HOST, facts["provider_token"])
    assert provider.get("/api/v1/tenants/?state=open").json()["count"] == 2
    with public_room():
        for person in facts["people"]:
            assert User.objects.get(email=person["email"]).check_password(person["password"])


def test_staff_comes_in_with_what_the_file_says(show):
    staff = show()["staff"]

    assert (staff["email"], staff["role"]) == ("kim@kontor.example", "operations")
    with public_room():
        user = User.objects.get(email=staff["email"])
        assert user.check_password(staff["password"])
        assert not Membership.objects.filter(user=user).exists()
        assert Staff.objects.role_of(user) == StaffRole.OPERATIONS
        assert totp.fits(user, code_of(staff["app_key"]))


def test_a_second_run_keeps_everything(show):
    first = show()
    before = count()

    assert show() == first
    assert count() == before


def test_what_no_longer_works_is_replaced(show):
    first = show()
    with public_room():
        ApiToken.objects.of_secret(first["provider_token"]).revoke(why="test")
        User.objects.get(email="bob@acme.example").set_password("another one of some length")

    second = show()

    assert second["provider_token"] != first["provider_token"]
    assert second["workspace_tokens"] == first["workspace_tokens"]


def test_a_lost_file_is_made_again_and_the_old_tokens_end(show):
    first = show()
    show.file.unlink()

    second = show()

    assert second["workspaces"] == first["workspaces"]
    with public_room():
        assert not ApiToken.objects.of_secret(first["provider_token"]).live().exists()
        assert User.objects.exclude(email=KEEPER).count() == 5


def test_a_broken_file_is_made_again(show):
    show.file.write_text("{")

    assert set(show()["workspaces"]) == {"acme", "globex"}


def test_the_workspaces_have_something_to_show(show):
    show()

    with public_room():
        acme = Tenant.objects.get(slug="acme")
    with workspace_of(acme):
        assert Company.objects.the_one().missing_for_invoicing() == []
        assert Invoice.objects.issued().count() == 5
        assert Invoice.objects.drafts().count() == 1


def count():
    with public_room():
        public = [kind.objects.count() for kind in (Tenant, Membership, User, ApiToken)]
        tenants = list(Tenant.objects.filter(slug__in=["acme", "globex"]))
    inside = []
    for tenant in tenants:
        with workspace_of(tenant):
            inside.append(Invoice.objects.count())
    return public, inside
