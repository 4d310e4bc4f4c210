"""schemathesis over the whole document of a workspace, while another tenant must not be noticed."""

import pytest

from config.wsgi import application
from jobs.models import Job
from tenants.models import Membership
from tenants.rooms import public_room
from tests import world
from tests.fuzz.planted import fingerprint, plant
from tests.fuzz.run import Fuzz
from tests.fuzz.unending import Unending
from tests.fuzz.witness import Witness
from tests.jobs_run import run_jobs
from users.models import User

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def files_of_this_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def ours(acme, alice):
    assert alice.token  # it is in the list that she may find
    return plant(acme, "Acme-only-Quillfeather")


@pytest.fixture
def theirs(globex, charlie):
    assert charlie.token
    return plant(globex, "Globex-only-Zumbrovsky")


@pytest.fixture
def viewer(acme):
    with public_room():
        user = User.objects.create_user("vera@acme.example", world.PASSWORD, name="Vera")
        Membership.objects.create(tenant=acme, user=user, role="viewer")
    return world.Person("vera@acme.example", acme)


def both(*planted):
    """Of each kind, the ids of all."""
    return {kind: [key for each in planted for key in each.kept[kind]] for kind in planted[0].kept}


def dead_letters():
    run_jobs()
    with public_room():
        return list(Job.objects.dead().values_list("task", "last_error_code"))


def test_an_owner_finds_no_error_and_nothing_of_another_tenant(
    ours, theirs, alice, charlie, tmp_path, told
):
    """The ids are real ones: ours, and the other's in our addresses and bodies."""
    before = fingerprint(theirs.tenant)
    tokens = {"alice": alice.token, "charlie": charlie.token}
    own = Unending({alice.token: alice.membership})
    witness = Witness(application, ours.tenant.host, own, theirs.signs, theirs.ids)

    figures = Fuzz(tokens, tmp_path, both(ours, theirs), examples=8, steps=6).over(witness)

    told(figures.line("workspace, its owner", witness))
    found = [*figures.summary(), *witness.complaints]
    assert found == [], "\n\n".join(found)
    assert figures.shut_out() == []
    assert figures.never_done_share < 0.2
    assert dead_letters() == []
    assert fingerprint(theirs.tenant) == before


def test_another_owner_finds_nothing_of_ours(ours, theirs, alice, charlie, tmp_path, told):
    before = fingerprint(ours.tenant)
    tokens = {"charlie": charlie.token, "alice": alice.token}
    own = Unending({charlie.token: charlie.membership})
    witness = Witness(application, theirs.tenant.host, own, ours.signs, ours.ids)
    fuzz = Fuzz(tokens, tmp_path, both(ours, theirs), examples=5, phases=("fuzzing",))

    figures = fuzz.over(witness)

    told(figures.line("workspace, the other owner", witness))
    found = [*figures.summary(), *witness.complaints]
    assert found == [], "\n\n".join(found)
    assert figures.shut_out() == []
    assert fingerprint(ours.tenant) == before


def test_a_viewer_changes_nothing(ours, viewer, tmp_path, told):
    """Everything is asked, and the tables are what they were."""
    own = Unending({viewer.token: viewer.membership})
    before = fingerprint(ours.tenant)
    witness = Witness(application, ours.tenant.host, own)
    fuzz = Fuzz({"vera": viewer.token}, tmp_path, ours.kept, examples=5, phases=("fuzzing",))

    figures = fuzz.over(witness)

    told(figures.line("workspace, a viewer", witness))
    found = [*figures.summary(), *witness.complaints]
    assert found == [], "\n\n".join(found)
    assert figures.shut_out() == []
    assert witness.statuses[403] > 20
    assert fingerprint(ours.tenant) == before


def test_the_mark_stands_in_every_kind_of_text(theirs):
    assert {
        "company_company.legal_name",
        "parties_party.name",
        "parties_party.note",
        "catalogue_item.name",
        "sales_document.note",
        "sales_document.buyer",
        "sales_document.seller",
        "sales_line.description",
        "members_member.name",
    } <= theirs.marked
