"""Mass assignment: fields of the tables behind, sent along with every form and API of people."""

from __future__ import annotations

import json

import pytest

from tenants.models import Invitation, Membership
from tenants.rooms import public_room
from tests import world
from tests.fuzz.operations import operations
from tests.isolation.planted import tables
from tests.jobs_run import run_jobs
from tests.users.browser import PUBLIC, Browser
from tests.users.by_api import by_api
from tests.users.confirming import confirmed
from tests.users.factors import prove, signed_in
from tests.users.signing_up import BUSINESS, EMAIL, PERSON, mailed, texted
from users.models import ApiToken, Phone, User

pytestmark = pytest.mark.django_db
PUBLIC_HOST = "config.urls_public"
# For strangers: refused to who is signed in.
COMING_IN = ("session/", "forgotten-password/", "sign-up/", "invitation/", "factor-recoveries/")


def more(person) -> dict[str, str]:
    """Everything that would be worth having, under the names of the columns."""
    key = person.membership
    return {
        "id": str(person.user.pk),
        "pk": str(person.user.pk),
        "user": str(person.user.pk),
        "user_id": str(person.user.pk),
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "is_proven": "on",
        "is_done": "on",
        "email_proven_at": "2020-01-01",
        "phone_proven_at": "2020-01-01",
        "verified": "on",
        "confirms_from": "2020-01-01",
        "tenant": str(key.tenant_id),
        "tenant_id": str(key.tenant_id),
        "membership": str(key.pk),
        "membership_id": str(key.pk),
        "scopes": "write",
        "expires_at": "2999-01-01",
        "digest": "0" * 64,
        "invitation": str(key.pk),
        "invitation_id": str(key.pk),
        "accepted_by": str(person.user.pk),
        "state": "consumed",
        "tries_left": "99",
        "payload": "{}",
        "has_short_password": "on",
        "schema_name": "t_other",
        "created_by": str(person.user.pk),
    }


def wanted(alice, *but):
    return {name: value for name, value in more(alice).items() if name not in but}


def test_a_sign_up_takes_what_its_forms_ask_for(alice, acme):
    """No key of Acme, no proof that was not given, no other number."""
    extra = wanted(alice) | {"role": "owner"}
    browser = Browser()
    browser.open(f"{PUBLIC}/sign-up/")
    browser.send(email=EMAIL, **extra)
    assert browser.path == "/sign-up/code/"
    browser.send(code="000000", **extra)
    assert browser.path == "/sign-up/code/"
    browser.send(code=mailed(), **extra)
    browser.send(**{**extra, **PERSON, "accepts": "on"})
    assert browser.path == "/sign-up/phone/"
    browser.send(code="000000", **extra)
    assert browser.path == "/sign-up/phone/"
    browser.send(code=texted(), **extra)
    browser.send(**{**extra, **BUSINESS})
    run_jobs("default", "build")

    with public_room():
        user = User.objects.get(email=EMAIL)
        assert user.pk != alice.user.pk
        assert not user.has_short_password
        keys = Membership.objects.filter(user=user)
        assert [key.tenant.slug for key in keys] == ["ozols"]
        assert Membership.objects.filter(tenant=acme).count() == 2


def test_who_was_invited_gets_the_role_of_the_invitation(alice, acme, bob):
    from tests.users.test_an_invitation import invited

    browser = Browser()
    browser.open(invited(acme, "daisy@acme.example", role="viewer"))
    extra = wanted(alice) | {"role": "owner", "email": "mallory@evil.example"}
    browser.send(**{**extra, **PERSON, "accepts": "on"})
    browser.send(code=texted(), **extra)

    with public_room():
        assert Membership.objects.get(user__email="daisy@acme.example").role == "viewer"
        assert not User.objects.filter(email="mallory@evil.example").exists()


def test_signing_in_takes_an_address_and_a_password(alice, bob):
    browser = Browser()
    browser.open(f"{PUBLIC}/sign-in/")
    browser.send(login=bob.email, password=world.PASSWORD, **wanted(alice))

    page = browser.step(f"{PUBLIC}/security/").content.decode()
    assert bob.email in page
    assert alice.email not in page


def test_another_number_is_not_proven_by_saying_so(alice, bob):
    browser = signed_in(bob.email)
    prove(browser, "/security/phone/", password=world.PASSWORD)
    with public_room():
        before = Phone.objects.values().get(user=bob.user)

    browser.send(phone="+37120000199", **wanted(alice))
    browser.send(old="000000", new="000000", **wanted(alice))

    with public_room():
        assert Phone.objects.values().get(user=bob.user) == before


def test_a_role_is_all_that_a_role_form_changes(alice, bob, acme, globex):
    before = bob.membership
    extra = wanted(alice) | {"tenant": str(globex.pk), "tenant_id": str(globex.pk)}

    alice.browser.post(f"/people/{bob.membership.pk}/", {**extra, "role": "viewer"})

    with public_room():
        after = Membership.objects.get(pk=bob.membership.pk)
    assert (after.role, after.user_id, after.tenant_id) == ("viewer", before.user_id, acme.pk)


def test_an_invitation_is_of_the_own_workspace_whatever_is_sent(alice, acme, globex):
    fields = {"email": "new@acme.example", "role": "viewer", "language": "en"}
    extra = wanted(alice) | {"tenant": str(globex.pk), "tenant_id": str(globex.pk)}

    alice.browser.post("/people/invite/", {**extra, **fields})

    with public_room():
        made = Invitation.objects.get(email="new@acme.example")
    assert (made.tenant_id, made.role, made.accepted_by_id) == (acme.pk, "viewer", None)


def test_a_token_acts_for_who_makes_it_and_may_what_its_form_says(alice, bob):
    fields = {"name": "Shop", "verb": "read", "areas": ["sales"], "days": "30", "addresses": ""}
    extra = wanted(bob)

    confirmed(alice.browser, alice.browser.post("/tokens/new/", {**extra, **fields}))

    with public_room():
        token = ApiToken.objects.get(name="Shop")
    assert token.membership_id == alice.membership.pk
    assert token.scopes == "sales:read"
    assert token.expires_at.year < 2999


def test_what_is_confirmed_is_what_was_asked(alice, bob):
    """The page of the code takes a code: no other payload, no other kind."""
    fields = {"name": "Shop", "verb": "read", "areas": ["sales"], "days": "30", "addresses": ""}
    asked = alice.browser.post("/tokens/new/", fields)
    from tests.users.confirming import last_code

    told = wanted(bob) | {"kind": "user.delete", "name": "Root", "scopes": "write"}
    alice.browser.post(asked["Location"], {**told, "code": last_code()})

    with public_room():
        token = ApiToken.objects.get(membership=alice.membership)
        assert User.objects.get(pk=alice.user.pk).is_active
    assert (token.name, token.scopes) == ("Shop", "sales:read")


APIS = [
    ("put", "/api/v1/members/{bob}/role/", {"role": "viewer"}),
    ("post", "/api/v1/invitations/", {"email": "n@acme.example", "role": "viewer"}),
    ("post", "/api/v1/tokens/", {"name": "Shop", "scopes": ["sales:read"], "days": 30}),
    ("post", "/api/v1/tokens/{token}/rotation/", {"overlap_hours": 0}),
]


@pytest.mark.parametrize(("method", "path", "fields"), APIS)
def test_the_api_refuses_every_field_that_it_does_not_know(method, path, fields, alice, bob, acme):
    with public_room():
        token, _ = ApiToken.objects.make(name="old", membership=alice.membership)
    path = path.format(bob=bob.membership.pk, token=token.pk)
    client = alice.browser
    before = tables(acme)

    for name, value in {**more(alice), "tenant__id": "1", "kind": "user.delete"}.items():
        if name in fields:
            continue
        body = json.dumps({**fields, name: value})
        answer = getattr(client, method)(path, body, content_type="application/json")
        assert answer.status_code == 400, (name, answer.content)
        assert name in answer.content.decode()

    after = tables(acme)
    assert {table for table in before if before[table] != after[table]} == set()


# They want another step first, or a row, before anything is read.
WANTS_A_STEP = {
    "POST me/email-change/",
    "POST me/phone-change/",
    "POST confirmations/{confirmation_id}/",
    "PATCH factors/{factor_id}/",
}


def test_the_api_of_people_refuses_every_field_that_it_does_not_know(alice, acme):
    """Each operation that reads anything, as the document has them, of who has proven again."""
    me = by_api(alice)
    me.prove()
    before = tables(acme)
    asked, read = set(), set()
    for each in operations(PUBLIC_HOST):
        path = each.path.removeprefix("/api/v1/")
        if not each.takes or path.startswith(COMING_IN):
            continue
        asked.add(f"{each.method.upper()} {path}")
        for name in {**more(alice), "tenant__id": "1", "is_proven": "1", "surprise": "1"}:
            if name in each.fields:
                continue
            answer = me(each.method, each.address("1").removeprefix("/api/v1/"), {name: "1"})
            if answer.status_code == 400:
                assert list(answer.json()["fields"]) == [name], each
                read.add(f"{each.method.upper()} {path}")

    assert asked - read == WANTS_A_STEP
    assert len(read) > 8
    after = tables(acme)
    assert {table for table in before if before[table] != after[table]} == set()


def test_the_forms_of_a_signed_in_person_leave_the_person_as_it_is(alice, bob):
    """Each form of the public host, with everything sent to it that a person's row has."""
    client = signed_in(bob.email)
    prove(client, "/security/app/", password=world.PASSWORD)
    sender = client.hosts[world.HOST]
    sender.handler.enforce_csrf_checks = False
    with public_room():
        before = User.objects.values("id", "is_active", "email", "password").get(pk=bob.user.pk)

    extra = wanted(alice) | {"email": "x@x.example", "role": "owner", "name": "Root"}
    for path in (
        "/security/app/",
        "/security/recovery-codes/",
        "/security/passkeys/add/",
        "/security/email/",
        "/security/email/codes/",
        "/password/",
        "/your-data/",
        "/language/",
        "/workspaces/acme/leave/",
        "/go/acme/",
    ):
        assert sender.post(path, extra).status_code < 500, path

    with public_room():
        after = User.objects.values("id", "is_active", "email", "password").get(pk=bob.user.pk)
        assert Membership.objects.get(user=bob.user).role == "sales"
    assert after == before
