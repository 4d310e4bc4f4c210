"""The owner on the public host, or the provider by its API, shuts a workspace's door and opens it."""

import pytest

from jobs.models import Job
from tenants.hosts import forget_hosts
from tenants.models import Closure, Erasure, Membership, Tenant
from tenants.rooms import public_room, workspace_of
from tests import world
from tests.erasure.leaver import again
from tests.jobs.tasks import append_inside
from tests.jobs_run import run_jobs
from tests.tenants.desk import PATH, Provider
from tests.users.confirming import confirmed, last_text

pytestmark = pytest.mark.django_db
PAGES = ("", "close/", "erase/")


def page(tenant, what=""):
    return f"/workspaces/{tenant.slug}/{what}"


def close_by_page(who, tenant, typed=None):
    answer = who.at(None).post(page(tenant, "close/"), {"slug": typed or tenant.slug})
    forget_hosts()
    return answer


def state_of(tenant):
    return again(tenant).state


def test_the_owner_closes_and_reopens(acme, alice):
    assert close_by_page(alice, acme).status_code == 302
    assert state_of(acme) == Tenant.State.CLOSED
    with public_room():
        closure = Closure.objects.get(tenant=acme)
        assert (closure.user_id, closure.is_by_provider) == (alice.user.pk, False)
    assert "closed" in alice.at(None).get("/").content.decode()

    assert alice.at(None).post(page(acme, "reopen/")).status_code == 302
    assert state_of(acme) == Tenant.State.OPEN
    with public_room():
        lines = acme.entries.order_by("id").values_list("verb", "user")
        assert list(lines) == [
            ("tenant.closed", alice.user.pk),
            ("tenant.reopened", alice.user.pk),
        ]


def test_behind_the_closed_door_everything_is_410_and_kept(acme, alice):
    close_by_page(alice, acme)

    for path in ("/", "/parties/", "/sign-in/", "/enter/", "/sign-out/"):
        shut = alice.browser.get(path)
        assert (path, shut.status_code) == (path, 410)
        assert "This workspace is closed" in shut.content.decode()
    answer = alice.api.get("/api/v1/parties/")
    assert (answer.status_code, answer.json()["code"]) == (410, "workspace_closed")
    assert world.stranger_at(acme).get("/").status_code == 410

    alice.at(None).post(page(acme, "reopen/"))
    forget_hosts()
    assert alice.browser.get("/").status_code == 200
    assert alice.api.get("/api/v1/parties/").status_code == 200


def test_another_name_closes_nothing(acme, alice):
    answer = close_by_page(alice, acme, typed="acne")

    assert "This is not the name of the workspace" in answer.content.decode()
    assert state_of(acme) == Tenant.State.OPEN


def test_a_repeat_changes_nothing(acme, alice):
    close_by_page(alice, acme)
    close_by_page(alice, acme)
    for _ in range(2):
        alice.at(None).post(page(acme, "reopen/"))

    with public_room():
        assert acme.entries.count() == 2


@pytest.mark.parametrize("role", ["accountant", "sales", "purchaser", "viewer"])
def test_other_members_find_nothing(acme, bob, role):
    with public_room():
        Membership.objects.filter(user=bob.user, tenant=acme).update(role=role)

    for what in PAGES:
        assert bob.at(None).get(page(acme, what)).status_code == 404
    assert close_by_page(bob, acme).status_code == 404
    assert bob.at(None).post(page(acme, "reopen/")).status_code == 404
    assert bob.at(None).post(page(acme, "erase/"), {"slug": "acme"}).status_code == 404
    assert f'"{page(acme)}"' not in bob.at(None).get("/").content.decode()
    assert state_of(acme) == Tenant.State.OPEN


def test_charlie_and_strangers_find_nothing(acme, charlie):
    for what in PAGES:
        assert charlie.at(None).get(page(acme, what)).status_code == 404
        away = world.stranger_at(None).get(page(acme, what))
        assert away["Location"].startswith("/sign-in/")
    assert close_by_page(charlie, acme).status_code == 404
    assert charlie.at(None).post(page(acme, "erase/"), {"slug": "acme"}).status_code == 404
    assert state_of(acme) == Tenant.State.OPEN


def test_the_owner_asks_for_the_erasure_of_what_is_closed_only(acme, alice, settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path
    alice.at(None).post(page(acme, "erase/"), {"slug": "acme"})
    assert state_of(acme) == Tenant.State.OPEN

    close_by_page(alice, acme)
    assert "What goes" in alice.at(None).get(page(acme, "erase/")).content.decode()
    alice.at(None).post(page(acme, "erase/"), {"slug": "other"})
    asked = alice.at(None).post(page(acme, "erase/"), {"slug": "acme"})
    assert last_text().startswith("Erase the workspace Acme Bakery? ")
    assert state_of(acme) == Tenant.State.CLOSED
    confirmed(alice.at(None), asked)

    assert state_of(acme) == Tenant.State.ERASING
    with public_room():
        assert Erasure.objects.get(tenant=acme).asked_by == "owner"
        assert Job.objects.filter(task="tenants.tasks.erase_tenant", queue="build").count() == 1
    assert "is being erased" in alice.at(None).get(page(acme)).content.decode()


def test_what_the_provider_closed_only_the_provider_reopens(acme, alice):
    api = Provider().api
    told = api.put(f"{PATH}{acme.id}/closure/", {"reason": "As agreed by letter."}).json()
    assert (told["state"], told["closure"]["by_provider"]) == ("closed", True)

    shown = alice.at(None).get(page(acme)).content.decode()
    assert "As agreed by letter." in shown
    alice.at(None).post(page(acme, "reopen/"))
    assert state_of(acme) == Tenant.State.CLOSED

    assert api.delete(f"{PATH}{acme.id}/closure/").status_code == 204
    assert api.delete(f"{PATH}{acme.id}/closure/").status_code == 204
    assert state_of(acme) == Tenant.State.OPEN


def test_a_suspension_outlives_a_closure(acme):
    api = Provider().api
    api.put(f"{PATH}{acme.id}/suspension/", {"reason": "Unpaid."})
    api.put(f"{PATH}{acme.id}/closure/", {})
    assert state_of(acme) == Tenant.State.CLOSED

    api.delete(f"{PATH}{acme.id}/closure/")
    assert state_of(acme) == Tenant.State.SUSPENDED


def test_the_provider_erases_by_name_what_is_closed(acme):
    api, where = Provider().api, f"{PATH}{acme.id}/erasure/"
    assert api.get(where).status_code == 404
    early = api.put(where, {"slug": "acme"})
    assert (early.status_code, early.json()["code"]) == (409, "not_closed")
    api.put(f"{PATH}{acme.id}/closure/", {})
    wrong = api.put(where, {"slug": "acmE"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "slug_differs")
    assert api.put(where, {}).status_code == 400

    first, second = api.put(where, {"slug": "acme"}), api.put(where, {"slug": "acme"})

    assert (first.status_code, first.json()) == (202, second.json())
    assert api.get(where).json()["steps"] == []
    assert api.get(f"{PATH}{acme.id}/").json()["erasure"]["id"] == first.json()["id"]
    late = api.delete(f"{PATH}{acme.id}/closure/")
    assert (late.status_code, late.json()["code"]) == (409, "no_workspace")


@pytest.mark.parametrize("what", ["closure", "suspension", "erasure"])
def test_only_the_providers_clients_know_these(acme, alice, what):
    where = f"{PATH}{acme.id}/{what}/"
    for program in (world.api_client("provider.kontor.localhost"), alice.api):
        assert program.put(where, {"slug": "acme", "reason": "x"}).status_code in (401, 404)
    on_provider = world.api_client("provider.kontor.localhost", alice.token)
    assert on_provider.put(where, {"slug": "acme", "reason": "x"}).status_code == 401
    assert state_of(acme) == Tenant.State.OPEN


@pytest.mark.parametrize("what", ["closure", "suspension"])
def test_what_is_not_built_yet_can_be_neither(provider, what):
    provider.onboard()
    with public_room():
        building = Tenant.objects.get(slug="bakery")

    answer = provider.api.put(f"{PATH}{building.id}/{what}/", {"reason": "x"})

    assert (answer.status_code, answer.json()["code"]) == (409, "no_workspace")


def test_jobs_of_a_closed_workspace_wait(acme):
    with workspace_of(acme):
        append_inside.enqueue("kept")
    api = Provider().api
    api.put(f"{PATH}{acme.id}/closure/", {})
    run_jobs()
    with public_room():
        assert Job.objects.get(tenant=acme).state == Job.State.HELD

    api.delete(f"{PATH}{acme.id}/closure/")
    run_jobs()

    with public_room():
        assert Job.objects.get(tenant=acme).state == Job.State.DONE
