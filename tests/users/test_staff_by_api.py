"""The provider's API by a person: exactly what the role may, in the person's name, with CSRF."""

from __future__ import annotations

import pytest
from django.conf import settings

from tenants.models import PublicEntry, Suspension
from tenants.rooms import public_room
from tests import world
from tests.addresses import PROVIDER, addresses
from tests.tenants.desk import bakery
from tests.users.confirming import confirmed
from tests.users.staff import make_staff, on_api
from tests.users.test_tokens_of_the_provider import OPEN, area_of
from users.models import ApiToken, Staff, StaffRole, User

pytestmark = pytest.mark.django_db
HERE = "/api/v1/staff/"
NOWHERE = "01890000-0000-7000-8000-000000000000"


@pytest.fixture(autouse=True)
def _outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"


def lines(verb):
    with public_room():
        found = PublicEntry.objects.filter(verb__startswith=verb).order_by("id")
        return [(each.verb, each.user_id, each.client) for each in found]


def every_route():
    """Method, path and area of each; None: a person's own."""
    for each in addresses(PROVIDER):
        if each.is_api and each.path not in OPEN:
            path = each.filled(dict.fromkeys(each.wants, NOWHERE))
            for method in each.methods:
                yield method, path, area_of(each.path)


@pytest.mark.parametrize("role", StaffRole.values)
def test_each_role_passes_where_its_scopes_say_so_and_nowhere_else(alice, bob, role):
    make_staff(bob.user)  # who stays when alice is sent away
    client = on_api(make_staff(alice.user, role))
    wrong, refused = [], 0
    for method, path, area in every_route():
        answer = client.generic(method, path, b"{}", content_type="application/json")
        writes = method != "GET"
        allowed = area is None or StaffRole(role).may(area, writes=writes)
        refused += not allowed
        if answer.status_code == 401 or allowed is (answer.status_code == 403):
            wrong.append(f"{method} {path}: {answer.status_code}")
    assert wrong == []
    assert refused > 20 or role == "operations"


def test_a_member_without_a_staff_row_is_nobody_at_any_route(alice):
    client = on_api(alice.user)

    passed = [
        f"{method} {path}: {answer.status_code}"
        for method, path, _ in every_route()
        if (
            answer := client.generic(method, path, b"{}", content_type="application/json")
        ).status_code
        != 401
    ]

    assert passed == []


def test_who_is_no_longer_staff_is_refused_at_the_next_request(alice, bob):
    make_staff(bob.user)
    client = on_api(make_staff(alice.user))
    assert client.get(HERE).status_code == 200

    with public_room():
        Staff.objects.filter(person=alice.user).delete()

    assert client.get(HERE).status_code == 401
    assert client.get("/").status_code == 302


def test_a_narrower_role_holds_at_the_next_request(alice, bob):
    make_staff(bob.user)
    client = on_api(make_staff(alice.user))

    make_staff(alice.user, "support", app=False)

    assert client.get(HERE).status_code == 403
    assert client.get("/api/v1/tenants/").status_code == 200


def test_every_change_wants_the_token_of_a_form(alice):
    client = on_api(make_staff(alice.user), checks=True)

    for method, path, _ in every_route():
        if method != "GET":
            answer = client.generic(method, path, b"{}", content_type="application/json")
            assert answer.status_code == 403, f"{method} {path}"
    assert client.get(HERE).status_code == 200


def test_the_logbook_names_the_person(alice, acme):
    client = on_api(make_staff(alice.user))

    client.put(f"/api/v1/tenants/{acme.pk}/suspension/", {"reason": "Not paid."})
    client.put(f"/api/v1/tenants/{acme.pk}/closure/", {})
    closed = client.get(f"/api/v1/tenants/{acme.pk}/").json()
    client.delete(f"/api/v1/tenants/{acme.pk}/closure/")

    assert closed["closure"]["by_provider"] is True
    assert lines("tenant.") == [
        (verb, alice.user.pk, "staff")
        for verb in ("tenant.suspended", "tenant.closed", "tenant.reopened")
    ]
    with public_room():
        assert Suspension.objects.get(tenant=acme).client == "staff"


def test_an_owner_does_not_reopen_what_staff_closed(alice, bob, acme):
    client = on_api(make_staff(bob.user))
    client.put(f"/api/v1/tenants/{acme.pk}/closure/", {})

    page = alice.at(None).post("/workspaces/acme/reopening/", follow=True)

    assert page.status_code in (200, 404, 409)
    assert client.get(f"/api/v1/tenants/{acme.pk}/").json()["state"] == "closed"


def test_a_person_onboards_and_a_repeat_finds_the_same_tenant(alice):
    client = on_api(make_staff(alice.user))
    key = {"Idempotency-Key": "key-1"}

    first = client.post("/api/v1/tenants/", bakery(), headers=key)
    again = client.post("/api/v1/tenants/", bakery(), headers=key)

    assert first.status_code in (201, 202)
    assert again.json()["id"] == first.json()["id"]
    assert lines("tenant.onboarded") == [("tenant.onboarded", alice.user.pk, "staff")]


def test_somebody_is_let_in_once_it_is_confirmed(alice, bob):
    client = on_api(make_staff(alice.user))

    asked = client.post(HERE, {"email": bob.email, "role": "support"})
    assert asked.status_code == 202
    assert asked.json()["confirmation"]["says"] == (
        "Let Bob (bob@acme.example) work for the provider, as support?"
    )
    with public_room():
        assert Staff.objects.role_of(bob.user) is None
    waiting = asked.json()["confirmation"]["id"]
    client.post(f"/api/v1/confirmations/{waiting}/codes/")
    done = confirmed(client, asked)

    assert done.json()["result"]["role"] == "support"
    with public_room():
        row = Staff.objects.get(person=bob.user)
    assert (row.role, row.user_id, row.client) == ("support", alice.user.pk, "staff")
    assert lines("staff.given")[-1] == ("staff.given", alice.user.pk, "staff")


def test_what_was_asked_on_the_providers_host_is_not_there_on_the_public_one(alice, bob):
    client = on_api(make_staff(alice.user))
    waiting = client.post(HERE, {"email": bob.email, "role": "support"}).json()["confirmation"][
        "id"
    ]

    elsewhere = alice.at(None)

    assert client.get(f"/api/v1/confirmations/{waiting}/").status_code == 200
    assert elsewhere.get(f"/api/v1/confirmations/{waiting}/").status_code == 404
    assert elsewhere.get(f"/confirm/{waiting}/").status_code == 404


def test_who_was_sent_away_meanwhile_confirms_nothing(alice, bob, charlie):
    make_staff(bob.user)
    client = on_api(make_staff(alice.user))
    asked = client.post(HERE, {"email": charlie.email, "role": "operations"})
    client.post(f"/api/v1/confirmations/{asked.json()['confirmation']['id']}/codes/")

    make_staff(alice.user, "support", app=False)
    done = confirmed(client, asked)

    assert (done.status_code, done.json()["code"]) == (403, "not_allowed")
    with public_room():
        assert Staff.objects.role_of(charlie.user) is None


def test_somebody_is_sent_away_and_their_sessions_there_end(alice, bob):
    make_staff(bob.user, "support")
    theirs, client = on_api(bob.user), on_api(make_staff(alice.user))

    asked = client.delete(f"{HERE}{bob.user.pk}/")
    says = asked.json()["confirmation"]["says"]
    assert says == "Send Bob (bob@acme.example) away from the provider?"
    assert theirs.get("/api/v1/tenants/").status_code == 200
    client.post(f"/api/v1/confirmations/{asked.json()['confirmation']['id']}/codes/")
    assert confirmed(client, asked).status_code == 200
    assert client.delete(f"{HERE}{bob.user.pk}/").status_code == 204

    assert theirs.get("/api/v1/tenants/").status_code == 401
    assert [verb for verb, *_ in lines("staff.taken")] == ["staff.taken"]
    assert client.get(f"{HERE}{bob.user.pk}/").status_code == 404


def test_the_last_who_may_let_others_in_stays(alice, bob):
    make_staff(bob.user, "support")
    client = on_api(make_staff(alice.user))

    away = client.delete(f"{HERE}{alice.user.pk}/")
    asked = client.post(HERE, {"email": alice.email, "role": "support"})
    client.post(f"/api/v1/confirmations/{asked.json()['confirmation']['id']}/codes/")
    less = confirmed(client, asked)

    assert (away.status_code, away.json()["code"]) == (409, "last_staff")
    assert (less.status_code, less.json()["code"]) == (409, "last_staff")
    with public_room():
        assert Staff.objects.role_of(alice.user) == StaffRole.OPERATIONS


def test_a_program_lets_somebody_in_with_what_it_may_itself(alice, bob):
    with public_room():
        _, strong = ApiToken.objects.make(name="desk")
        _, narrow = ApiToken.objects.make(name="narrow", scopes="staff:write people:write")
    desk = world.api_client(settings.PROVIDER_HOST, strong)
    weak = world.api_client(settings.PROVIDER_HOST, narrow)

    refused = weak.post(HERE, {"email": bob.email, "role": "support"})
    for _ in range(2):
        given = desk.post(HERE, {"email": bob.email, "role": "support"})

    assert (refused.status_code, refused.json()["code"]) == (422, "more_than_yours")
    assert (given.status_code, given.json()["role"]) == (200, "support")
    assert len(lines("staff.given")) == 1
    nobody = desk.post(HERE, {"email": "nobody@acme.example", "role": "support"})
    assert (nobody.status_code, nobody.json()["code"]) == (422, "nobody_there")


def test_a_weaker_program_takes_no_role_that_may_more(alice, bob):
    make_staff(alice.user)
    make_staff(bob.user)
    with public_room():
        narrow = "staff:write people:write mail:write tenants:read"
        _, token = ApiToken.objects.make(name="narrow", scopes=narrow)
    weak = world.api_client(settings.PROVIDER_HOST, token)

    less = weak.post(HERE, {"email": bob.email, "role": "support"})
    away = weak.delete(f"{HERE}{bob.user.pk}/")

    assert (less.status_code, less.json()["code"]) == (422, "more_than_yours")
    assert (away.status_code, away.json()["code"]) == (422, "more_than_yours")
    with public_room():
        assert Staff.objects.role_of(bob.user) == StaffRole.OPERATIONS
    make_staff(alice.user, "support")
    for _ in range(2):
        assert weak.delete(f"{HERE}{alice.user.pk}/").status_code == 204


def test_a_token_is_made_once_it_is_confirmed(alice):
    client = on_api(make_staff(alice.user))
    wish = {"name": "Onboarding", "scopes": ["tenants:write"], "days": 30}

    asked = client.post("/api/v1/tokens/", wish)
    assert asked.status_code == 202
    client.post(f"/api/v1/confirmations/{asked.json()['confirmation']['id']}/codes/")
    secret = confirmed(client, asked).json()["result"]["token"]

    assert (
        world.api_client(settings.PROVIDER_HOST, secret).get("/api/v1/tenants/").status_code == 200
    )
    assert lines("token.made") == [("token.made", alice.user.pk, "staff")]


def test_a_list_asks_the_same_of_one_and_of_three(alice, bob, charlie, django_assert_num_queries):
    client = on_api(make_staff(alice.user))
    client.get(HERE)
    for _ in range(2):
        with django_assert_num_queries(3):  # who asks, how many, the staff
            assert client.get(HERE).status_code == 200
        make_staff(bob.user), make_staff(charlie.user)


def test_who_is_staff_is_not_deleted_nor_erased_with_a_workspace(alice):
    from tenants.workflows.remove_rows import left_alone
    from users.errors import StillStaff
    from users.workflows.delete_user import delete_user

    make_staff(alice.user)
    with public_room():
        with pytest.raises(StillStaff):
            delete_user(alice.user)
        assert alice.user.pk not in left_alone(alice.home)
        assert User.objects.get(pk=alice.user.pk).is_active
