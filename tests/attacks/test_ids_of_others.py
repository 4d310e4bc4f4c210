"""The ids of somebody else's things, typed into one's own pages: there is nothing, and nothing changes.

Another tenant's ids at every address are tried in `tests/isolation/`; here are those of people
beside each other.
"""

from __future__ import annotations

import json
import uuid

import pytest
from allauth.mfa.models import Authenticator

from tenants.actor import Actor
from tenants.models import Invitation, Membership
from tenants.rooms import public_room
from tests import world
from tests.isolation.planted import tables
from tests.users.browser import PUBLIC
from tests.users.by_api import by_api, challenge_of
from tests.users.factors import add_app, code_of, prove, signed_in
from tests.users.passkey import Passkey
from users.confirmed.own_data import grant_for
from users.factors.held import Type
from users.models import ApiToken, Confirmation, Session
from users.workflows.tokens import make_token

pytestmark = pytest.mark.django_db


def unchanged(before, tenant):
    """But for what a page that is asked for writes about who asks."""
    after = tables(tenant)
    return {name for name in before if before[name] != after[name]}


@pytest.mark.parametrize("person", ["bob", "charlie", "vera"])
def test_the_question_of_one_person_is_answered_by_nobody_else(person, request, acme, alice, ours):
    """Neither a colleague nor a stranger sees it, confirms it, cancels it or has its code sent."""
    other = request.getfixturevalue(person)
    asking = alice.at(None).post("/your-data/", {"do": "export"})["Location"]
    theirs = alice.browser.post(
        "/tokens/new/", {"name": "x", "verb": "read", "areas": ["sales"], "days": "30"}
    )["Location"]
    api = f"/api/v1/confirmations/{theirs.split('/')[2]}/"
    before = tables(acme)

    for client, path in (
        (other.at(None), asking),
        (other.at(None), theirs),
        (other.browser, theirs),
        (other.browser, asking),
        (alice.at(None), theirs),  # the own one, at another host
        (alice.browser, asking),
    ):
        assert client.get(path).status_code == 404
        for fields in ({"code": "000000"}, {"cancel": "1"}, {"send": "1"}, {"credential": "{}"}):
            assert client.post(path, fields).status_code == 404
    for client in (other.api, other.browser):
        kind = "application/json"
        assert client.get(api).status_code == 404
        assert client.post(api, json.dumps({"code": "1"}), content_type=kind).status_code == 404
        assert client.post(f"{api}codes/", "{}", content_type=kind).status_code in (404, 405)
        assert client.post(f"{api}passkey/", "{}", content_type=kind).status_code == 404
        assert client.delete(api).status_code == 404

    assert (
        unchanged(before, acme) - {"public.users_apitoken", "public.tenants_publicentry"} == set()
    )
    with public_room():
        assert {row.state for row in Confirmation.objects.filter(user=alice.user)} == {"pending"}


def test_a_program_does_not_answer_what_its_person_was_asked_on_a_page(alice):
    asked = alice.browser.post(
        "/tokens/new/", {"name": "x", "verb": "read", "areas": ["sales"], "days": "30"}
    )["Location"]

    api = f"/api/v1/confirmations/{asked.split('/')[2]}/"

    assert alice.api.get(api).status_code == 404
    assert alice.api.delete(api).status_code == 404


def test_nobody_ends_another_persons_sign_in(alice, bob, charlie):
    signed_in(alice.email)
    with public_room():
        [key] = Session.objects.filter(user=alice.user).values_list("pk", flat=True)
        other = alice.browser.cookies["__Host-sid"].value

    for person in (bob, charlie):
        for end in (key, other, f"{key}' OR '1'='1", "%", str(alice.user.pk)):
            person.at(None).post("/devices/", {"end": end})

    with public_room():
        assert Session.objects.filter(pk=key, user=alice.user).exists()
        assert Session.objects.filter(user=bob.user).exists()


def test_a_session_that_was_opened_in_a_workspace_is_not_ended_by_its_key_of_another(alice, bob):
    """`others` and `all` are of who asks only."""
    signed_in(alice.email)
    for end in ("others", "all"):
        signed_in(bob.email).send(f"{PUBLIC}/devices/", end=end)

    with public_room():
        assert Session.objects.filter(user=alice.user, tenant=None).exists()


@pytest.fixture
def factors(alice):
    """Of Alice: an app, codes on paper, a passkey."""
    add_app(signed_in(alice.email))
    with public_room():
        Passkey().given_to(alice.user)
        return {row.type: row.pk for row in Authenticator.objects.filter(user=alice.user)}


def test_nobody_reaches_another_persons_factors(factors, bob, alice):
    browser = signed_in(bob.email)
    prove(browser, "/security/app/", password=world.PASSWORD)
    client = browser.hosts[world.HOST]
    client.handler.enforce_csrf_checks = False
    with public_room():
        before = list(Authenticator.objects.order_by("pk").values_list("pk", "data"))

    for pk in [*factors.values(), 0, 2**62]:
        for path in (f"/security/passkeys/{pk}/", f"/security/factors/{pk}/remove/"):
            assert client.get(path).status_code == 404, path
            assert client.post(path, {"name": "Mine now"}).status_code == 404, path

    with public_room():
        assert list(Authenticator.objects.order_by("pk").values_list("pk", "data")) == before
        assert not Confirmation.objects.filter(user=bob.user).exists()


def test_an_id_that_no_column_holds_is_nothing_and_no_error(factors, bob):
    browser = signed_in(bob.email)
    prove(browser, "/security/app/", password=world.PASSWORD)

    for path in ("/security/passkeys/%s/", "/security/factors/%s/remove/"):
        assert browser.step(f"{PUBLIC}{path % 10**30}").status_code == 404


def test_codes_on_paper_are_not_removed_as_if_they_were_an_app(factors, alice):
    client = alice.at(None)
    pk = factors[Type.RECOVERY_CODES]

    assert client.post(f"/security/factors/{pk}/remove/").status_code == 404


@pytest.fixture
def token(alice):
    with public_room():
        told = {"name": "Shop", "days": 30, "scopes": "write"}
        return make_token(by=Actor(user=alice.user), membership=alice.membership, **told)[0]


def test_nobody_ends_another_persons_program_on_the_public_host(token, alice, bob, charlie):
    for person in (bob, charlie):
        answer = person.at(None).post(f"/tokens/{token.pk}/revocation/")
        assert answer.status_code == 404
        person.at(None).post("/tokens/revocation/")

    with public_room():
        assert ApiToken.objects.live().filter(pk=token.pk).exists()


def test_a_colleague_without_the_role_reaches_no_program_of_an_owner(token, alice, acme):
    with public_room():
        user = world.User.objects.create_user("ann@acme.example", world.PASSWORD, name="Ann")
        Membership.objects.create(tenant=acme, user=user, role="accountant")
    ann = world.Person("ann@acme.example", acme)

    for method, path in (
        ("get", f"/tokens/{token.pk}/"),
        ("post", f"/tokens/{token.pk}/"),
        ("post", f"/tokens/{token.pk}/revocation/"),
        ("get", f"/api/v1/tokens/{token.pk}/"),
        ("delete", f"/api/v1/tokens/{token.pk}/"),
    ):
        answer = getattr(ann.browser, method)(path, {"overlap_hours": "0"})
        assert answer.status_code in (403, 404), (method, path)
    with public_room():
        assert ApiToken.objects.live().filter(pk=token.pk).exists()


@pytest.mark.parametrize("person", ["bob", "vera"])
def test_a_colleague_without_the_role_changes_no_key_and_no_invitation(
    person, request, acme, alice, ours
):
    other = request.getfixturevalue(person)
    with public_room():
        [invitation] = Invitation.objects.filter(tenant=acme)
    before = tables(acme)
    paths = [
        ("post", f"/people/{alice.membership.pk}/", {"role": "viewer"}),
        ("post", f"/people/{other.membership.pk}/", {"role": "owner"}),
        ("post", f"/people/{alice.membership.pk}/removal/", {}),
        ("post", "/people/invite/", {"email": "x@x.example", "role": "owner", "language": "en"}),
        ("post", f"/people/invitations/{invitation.pk}/letter/", {}),
        ("post", f"/people/invitations/{invitation.pk}/withdrawal/", {}),
        ("put", f"/api/v1/members/{other.membership.pk}/role/", {"role": "owner"}),
        ("delete", f"/api/v1/members/{alice.membership.pk}/", {}),
    ]

    for method, path, fields in paths:
        answer = (
            getattr(other.browser, method)(
                path, json.dumps(fields), content_type="application/json"
            )
            if path.startswith("/api/")
            else other.browser.post(path, fields)
        )
        assert answer.status_code in (403, 404), (method, path, answer.status_code)

    assert unchanged(before, acme) == set()


def test_what_is_held_about_one_person_is_handed_to_nobody_else(alice, bob):
    grant = grant_for(alice.user.pk)
    name, stamp, mark = grant.split(":")
    forged = [
        grant,
        f"{bob.user.pk}:{stamp}:{mark}",
        f"{name}:{stamp}:",
        f"{name}:{stamp}",
        str(bob.user.pk),
        str(uuid.uuid4()),
    ]

    for each in forged:
        assert bob.at(None).get(f"/your-data/{each}.json").status_code == 404, each
    assert alice.at(None).get(f"/your-data/{grant}.json").status_code == 200


@pytest.mark.parametrize("person", ["bob", "charlie"])
def test_nobody_reaches_by_api_what_is_another_persons(
    person, request, factors, token, alice, acme
):
    """Although who asks has proven again who they are: a colleague, and a stranger."""
    me = by_api(request.getfixturevalue(person))
    me.prove()
    signed_in(alice.email)
    with public_room():
        [*sessions] = Session.objects.public().filter(user=alice.user).values_list("pk", flat=True)
    waiting = alice.at(None).post("/your-data/", {"do": "export"})["Location"].split("/")[2]
    before = tables(acme)
    paths = [
        *(f"sessions/{key}/" for key in sessions),
        *(f"factors/{pk}/" for pk in [*factors.values(), 0, 2**62, 10**30]),
        f"programs/{token.pk}/",
        f"confirmations/{waiting}/",
        f"confirmations/{waiting}/passkey/",
        f"own-data/files/{grant_for(alice.user.pk)}/",
    ]

    told = {
        (method, path): me(method, path, {"name": "Mine", "code": "000000"}).status_code
        for path in paths
        for method in ("get", "put", "patch", "post", "delete")
    }

    silent = {("delete", f"sessions/{key}/") for key in sessions}  # as if it had ended already
    assert {told[each] for each in silent} == {204}
    assert {code for each, code in told.items() if each not in silent} <= {404, 405}
    assert unchanged(before, acme) == set()
    with public_room():
        left = Session.objects.filter(user=alice.user, pk__in=sessions).count()
    assert left == len(sessions) > 0


def test_what_one_person_began_by_api_is_finished_by_nobody_else(alice, bob):
    """Questions, secrets and codes lie in the session, or belong to the person."""
    mine, other = by_api(alice), by_api(bob)
    for me in (mine, other):
        me.prove()
    mine.put("me/email-change/", {"new": "alice@new.example"})
    secret = mine.post("factors/app/").json()["secret"]
    options = mine.post("factors/passkeys/").json()["options"]
    made = Passkey().made(challenge_of(options), PUBLIC)

    assert other.get("me/email-change/").status_code == 404
    assert other.post("me/email-change/", {"old": "1", "new": "1"}).status_code == 404
    assert other.delete("me/email-change/").status_code == 204
    assert other.put("factors/app/", {"code": code_of(secret)}).json()["code"] == "not_proven"
    assert other.put("factors/passkeys/", {"name": "x", "passkey": made}).status_code == 422

    assert mine.get("me/email-change/").status_code == 200
    with public_room():
        assert not Authenticator.objects.exists()
