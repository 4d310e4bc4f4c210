"""By API on the public host: one's sessions, programs, workspaces and data; nobody else's."""

from __future__ import annotations

import json

import pytest

from tenants.models import Membership, PublicEntry
from tenants.rooms import public_room
from tests import world
from tests.jobs_run import run_jobs
from tests.users.by_api import by_api
from tests.users.confirming import last_code
from tests.users.factors import signed_in
from users.models import ApiToken, Confirmation, Session, Staff, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"


@pytest.fixture
def me(alice):
    return by_api(alice)


def sessions(alice):
    with public_room():
        return Session.objects.public().filter(user=alice.user).count()


def elsewhere(alice):
    """The key of another sign-in of hers."""
    secret = signed_in(alice.email).cookie(world.HOST)
    browser = world.stranger_at(None)
    browser.cookies["__Host-sid"] = secret
    listed = json.loads(browser.get("/api/v1/sessions/").content)["results"]
    return next(each["id"] for each in listed if each["is_this"])


def test_each_browser_is_listed_and_this_one_is_marked(me, alice):
    other = elsewhere(alice)

    told = me.get("sessions/").json()

    assert told["count"] == 2
    assert {each["id"]: each["is_this"] for each in told["results"]}[other] is False
    assert sum(each["is_this"] for each in told["results"]) == 1
    assert {"software", "network", "began_at", "seen_at", "workspaces"} < set(told["results"][0])


def test_a_list_of_sessions_asks_the_same_of_one_and_of_three(me, alice, django_assert_num_queries):
    me.get("sessions/")
    for _ in range(2):
        with django_assert_num_queries(4):  # who asks, how many, they, what was opened from them
            me.get("sessions/")
        elsewhere(alice), elsewhere(alice)


def test_another_session_is_ended_by_who_has_proven_again(me, alice):
    other = elsewhere(alice)
    refused = me.delete(f"sessions/{other}/")
    assert (refused.status_code, refused.json()["code"]) == (409, "prove_again")
    assert sessions(alice) == 2

    me.prove()
    for _ in range(2):
        assert me.delete(f"sessions/{other}/").status_code == 204

    assert sessions(alice) == 1
    with public_room():
        assert PublicEntry.objects.filter(verb="session.ended").count() == 1


def test_all_others_end_and_this_one_stays(me, alice):
    elsewhere(alice), elsewhere(alice)
    assert me.delete("sessions/").json()["code"] == "prove_again"

    me.prove()

    assert me.delete("sessions/").status_code == 204
    assert sessions(alice) == 1
    assert me.get("me/").status_code == 200


def test_the_own_session_ends_without_a_proof(me, alice):
    [this] = me.get("sessions/").json()["results"]

    answer = me.delete(f"sessions/{this['id']}/")

    assert (answer.status_code, answer.cookies["__Host-sid"].value) == (204, "")
    assert me.get("me/").status_code == 401
    assert sessions(alice) == 0


def program(person, name="Shop"):
    with public_room():
        return ApiToken.objects.make(name=name, membership=person.membership)[0]


def test_programs_are_seen_and_ended(me, alice, bob, django_assert_num_queries):
    token, other = program(alice), program(bob)
    me.get("programs/")
    with django_assert_num_queries(3):
        told = me.get("programs/").json()["results"]
    assert [(each["name"], each["workspace"]) for each in told] == [("Shop", "acme")]
    assert not any("kon_" in str(value) for key, value in told[0].items() if key != "prefix")

    assert me.delete(f"programs/{other.pk}/").status_code == 404
    for _ in range(2):
        assert me.delete(f"programs/{token.pk}/").status_code == 204
    program(alice, "a"), program(alice, "b"), program(alice, "c")
    with django_assert_num_queries(3):
        assert me.get("programs/").json()["count"] == 3
    assert me.delete("programs/").status_code == 204

    assert me.get("programs/").json()["count"] == 0
    with public_room():
        assert ApiToken.objects.live().get() == other
        assert PublicEntry.objects.filter(verb="token.revoked").count() == 4


def test_workspaces_are_told_with_role_state_and_address(me, acme, globex, alice):
    told = me.get("workspaces/").json()["results"]

    assert told == [me.get("workspaces/acme/").json()]
    [one] = told
    assert (one["slug"], one["role"], one["state"]) == ("acme", "owner", "open")
    assert one["address"] == "https://acme.kontor.localhost:8443/"
    assert one["membership"] == str(alice.membership.pk)
    assert me.get("workspaces/globex/").status_code == 404


def test_a_list_of_workspaces_asks_the_same_of_one_and_of_three(
    me, alice, globex, django_assert_num_queries
):
    me.get("workspaces/")
    with django_assert_num_queries(4):  # who asks, how many, the keys, the workspaces
        assert me.get("workspaces/").json()["count"] == 1
    with public_room():
        Membership.objects.create(tenant=globex, user=alice.user, role="viewer")
    with django_assert_num_queries(4):
        assert me.get("workspaces/").json()["count"] == 2


def test_who_leaves_a_workspace_gives_up_the_key(bob, acme):
    mine = by_api(bob)

    assert mine.delete("workspaces/acme/key/").status_code == 204
    assert mine.delete("workspaces/acme/key/").status_code == 404

    assert mine.get("workspaces/").json()["count"] == 0
    with public_room():
        assert not Membership.objects.filter(user=bob.user).exists()


def test_the_last_owner_does_not_leave(me, acme):
    answer = me.delete("workspaces/acme/key/")

    assert (answer.status_code, answer.json()["code"]) == (409, "last_owner")


def test_a_stranger_leaves_nothing_of_a_workspace(charlie, acme):
    assert by_api(charlie).delete("workspaces/acme/key/").status_code == 404
    with public_room():
        assert Membership.objects.filter(tenant=acme).count() == 2


def test_what_is_held_is_seen_and_is_of_nobody_else(me, alice, bob):
    answer = me.get("own-data/")

    told = answer.json()
    assert told["held"]["users.user"]["rows"][0]["email"] == alice.email
    assert told["last_owner_of"] == ["acme"]
    assert bob.email not in answer.content.decode()
    assert "password" not in told["held"]["users.user"]["rows"][0]


def confirmed(me, answer):
    assert answer.status_code == 202, answer.content
    waiting = answer.json()["confirmation"]["id"]
    return me.post(f"confirmations/{waiting}/", {"code": last_code()})


def test_the_file_is_fetched_once_it_is_confirmed(me, alice, bob):
    done = confirmed(me, me.post("own-data/export/")).json()

    path = done["result"]["file"].removeprefix("/api/v1/")
    answer = me.get(path)
    assert answer.json()["user"] == str(alice.user.pk)
    assert "attachment" in answer["Content-Disposition"]
    assert by_api(bob).get(path).status_code == 404
    assert me.get(path.replace(str(alice.user.pk), str(bob.user.pk))).status_code == 404
    with public_room():
        assert PublicEntry.objects.filter(verb="user.data_exported").count() == 1


def test_the_last_owner_is_told_which_workspaces_keep_them(me, alice):
    answer = me.delete("me/")

    assert (answer.status_code, answer.json()["code"]) == (409, "last_owner")
    assert "Acme Bakery" in answer.json()["detail"]


def test_who_works_for_the_provider_is_told_so_before_anything_is_asked(bob):
    with public_room():
        Staff.objects.create(person=bob.user, role="support")

    answer = by_api(bob).delete("me/")

    assert (answer.status_code, answer.json()["code"]) == (409, "still_staff")
    with public_room():
        assert not Confirmation.objects.exists()


def test_who_confirms_it_is_deleted(bob):
    mine = by_api(bob)
    asked = mine.delete("me/")
    with public_room():
        assert User.objects.get(pk=bob.user.pk).is_active

    assert confirmed(mine, asked).status_code == 200

    assert mine.get("me/").status_code == 401
    with public_room():
        assert not User.objects.get(pk=bob.user.pk).is_active
    run_jobs("default")


def test_each_of_these_is_for_who_is_signed_in(acme):
    stranger = world.stranger_at(None)
    for path in (
        "sessions/",
        "programs/",
        "workspaces/",
        "workspaces/acme/",
        "own-data/",
        "policy/",
    ):
        answer = stranger.get(f"/api/v1/{path}")
        assert (answer.status_code, answer.json()["code"]) == (401, "not_known"), path
