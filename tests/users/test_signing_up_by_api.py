"""A program signs somebody up: the same steps, limits and refusals as on the pages."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jobs.models import Job
from tenants.models import Invitation, Membership, PublicEntry
from tenants.rooms import public_room
from tenants.workflows.invite import invite
from tests import world
from tests.jobs_run import run_jobs
from tests.users.program import (
    Program,
    at_business,
    at_code,
    at_person,
    at_phone,
    business,
    person_of,
    signed_in,
    signed_up,
)
from tests.users.signing_up import EMAIL, PHONE, SECRET, mailed, texted, texts, wrong
from users.models import Phone, Policy, PolicyAcceptance, SignUp, User

pytestmark = pytest.mark.django_db

# Statements of each step, with those that open and close a transaction.
COUNTS = {
    "the address": 15,
    "its code": 13,
    "the person": 17,
    "the code by SMS": 13,
    "the business": 41,
}


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"


def users(email=EMAIL):
    with public_room():
        return list(User.objects.filter(email=email))


def told(answer):
    return answer.status_code, answer.json()["step"]


@pytest.mark.django_db(transaction=True)
def test_the_whole_way_ends_signed_in_with_a_workspace_of_one_s_own():
    program = Program()
    assert told(program.post("sign-up/", email=EMAIL.upper())) == (201, "code")
    assert told(program.post("sign-up/code/", code=mailed())) == (200, "person")
    number = program.get("sign-up/").json()["policy"]["number"]
    assert told(program.put("sign-up/person/", **person_of(number))) == (200, "phone")
    assert told(program.post("sign-up/phone-code/", code=texted())) == (200, "business")
    ready = program.put("sign-up/business/", **business())

    assert told(ready) == (200, "ready")
    workspace = ready.json()["workspace"]
    assert workspace["url"] == "https://ozols.kontor.localhost:8443"
    run_jobs()
    assert program.get("sign-up/").json()["workspace"]["is_open"] is True
    session = program.get("session/").json()
    assert (session["state"], session["person"]["email"]) == ("signed_in", EMAIL)
    with public_room():
        egle = User.objects.get(email=EMAIL)
        assert egle.check_password(SECRET)
        assert egle.phone.number == PHONE
        assert Membership.objects.get(user=egle).role == "owner"
        assert PolicyAcceptance.objects.get(user=egle).policy == Policy.objects.current()
        verbs = PublicEntry.objects.filter(user=egle).order_by("id").values_list("verb", flat=True)
        assert list(verbs) == ["user.signed_up", "policy.accepted", "user.signed_in"]
    assert [each for each in mail.outbox if "Welcome" in each.subject]


def test_each_step_asks_the_database_so_often():
    found = {}

    def counted(name, ask):
        with CaptureQueriesContext(connection) as sent:
            ask()
        found[name] = len(sent)

    program = Program()
    program.get("session/")
    counted("the address", lambda: program.post("sign-up/", email=EMAIL))
    code = mailed()
    counted("its code", lambda: program.post("sign-up/code/", code=code))
    counted("the person", lambda: program.put("sign-up/person/", **person_of()))
    code = texted()
    counted("the code by SMS", lambda: program.post("sign-up/phone-code/", code=code))
    counted("the business", lambda: program.put("sign-up/business/", **business()))

    assert found == COUNTS


def test_a_repeat_of_each_step_changes_nothing():
    program = signed_up()
    before = len(texts())

    for ask in (
        lambda: program.post("sign-up/code/", code="000000"),
        lambda: program.put("sign-up/person/", **person_of(name="Somebody Else")),
        lambda: program.post("sign-up/phone-code/", code="000000"),
        lambda: program.put("sign-up/business/", **business(slug="other")),
    ):
        assert told(ask()) == (200, "ready")

    with public_room():
        [egle] = User.objects.filter(email=EMAIL)
        assert egle.name == "Egle Ozola"
        assert Membership.objects.filter(user=egle).count() == 1
    assert len(texts()) == before


def test_a_step_before_its_turn_is_refused():
    program = at_code()

    early = [
        program.put("sign-up/person/", **person_of()),
        program.post("sign-up/phone-code/", code="000000"),
        program.post("sign-up/phone-codes/"),
        program.put("sign-up/business/", **business()),
        program.get("sign-up/slug/", {"name": "Ozols"}),
    ]

    assert [(each.status_code, each.json()["code"]) for each in early] == [(409, "not_proven")] * 5
    assert users() == []


def test_a_sign_up_is_of_the_browser_that_began_it():
    at_person()

    other = Program()
    assert other.get("sign-up/").status_code == 404
    assert other.put("sign-up/person/", **person_of()).status_code == 404


def test_a_wrong_code_is_refused_and_three_void_it():
    program = at_code()
    code = mailed()

    for _ in range(3):
        answer = program.post("sign-up/code/", code=wrong(code))
        assert (answer.status_code, answer.json()["code"]) == (422, "wrong_code")

    assert program.post("sign-up/code/", code=code).status_code == 422
    assert program.post("sign-up/codes/").status_code == 202
    assert program.post("sign-up/code/", code=mailed()).status_code == 200


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"password": "short"}, "password"),
        ({"password": EMAIL}, "password"),
        ({"password": None}, "password"),
        ({"phone": "21234567"}, "phone"),
        ({"name": "two\nlines"}, "name"),
        ({"surprise": 1}, "surprise"),
        ({"is_proven": True}, "is_proven"),
    ],
)
def test_what_cannot_be_taken_is_named(given, field):
    answer = at_person().put("sign-up/person/", **person_of(**given))

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    with public_room():
        assert not SignUp.objects.get().is_told


def test_a_password_that_was_taken_is_not_wanted_again():
    program = at_phone()
    again = person_of(name="Egle O.")
    del again["password"]

    assert program.put("sign-up/person/", **again).status_code == 200
    program.post("sign-up/phone-code/", code=texted())
    program.put("sign-up/business/", **business())

    [egle] = users()
    assert (egle.name, egle.check_password(SECRET)) == ("Egle O.", True)


def test_another_version_of_the_policy_is_not_accepted():
    answer = at_person().put("sign-up/person/", **person_of(policy=99))

    assert (answer.status_code, answer.json()["code"]) == (409, "other_version")
    with public_room():
        assert SignUp.objects.get().accepted_at is None


def test_an_address_of_the_workspace_is_proposed():
    program = at_business()

    def asked(**query):
        return program.get("sign-up/slug/", query).json()

    assert asked(name="Galdniecība Ozols") == {"slug": "galdnieciba-ozols", "is_as_asked": False}
    assert asked(slug="ozols") == {"slug": "ozols", "is_as_asked": True}
    assert asked(slug="acme") == {"slug": "acme-2", "is_as_asked": False}
    taken = program.put("sign-up/business/", **business(slug="acme"))
    assert (taken.status_code, list(taken.json()["fields"])) == (409, ["slug"])
    assert program.get("sign-up/slug/", {"surprise": "1"}).status_code == 400


def test_a_number_that_another_has_proven_meanwhile_is_asked_for_again(alice):
    program = at_business()
    with public_room():
        Phone.objects.filter(user=alice.user).update(number=PHONE)

    answer = program.put("sign-up/business/", **business())

    assert (answer.status_code, answer.json()["code"]) == (409, "number_taken")
    assert program.get("sign-up/").json()["step"] == "person"
    assert users() == []


def test_a_closed_sign_up_is_closed_by_api_too(settings):
    settings.SIGN_UP = "closed"

    answer = Program().post("sign-up/", email=EMAIL)

    assert (answer.status_code, answer.json()["code"]) == (403, "sign_up_closed")


def test_who_is_signed_in_does_not_sign_up(alice):
    answer = signed_in(alice.email).post("sign-up/", email=EMAIL)

    assert (answer.status_code, answer.json()["code"]) == (409, "signed_in_already")


def test_the_key_of_the_session_is_new_at_the_end():
    program = at_business()
    before = program.sid

    program.put("sign-up/business/", **business())

    assert program.sid != before
    thief = world.stranger_at(None)
    thief.cookies["__Host-sid"] = before
    assert thief.get("/api/v1/session/").json()["state"] == "nobody"


# --- by invitation ------------------------------------------------------------------------------

DAISY = "daisy@acme.example"


def invited(tenant, email=DAISY):
    with public_room():
        invite(tenant, email=email, role="sales", language="en")
    run_jobs()
    return re.search(r"/invitation/([^/\s]+)/", mail.outbox[-1].body).group(1)


def test_who_was_invited_joins_and_is_signed_in(acme):
    secret, program = invited(acme), Program()
    read = program.post("invitation/", secret=secret).json()
    assert (read["workspace"], read["role"], read["next"]) == ("Acme Bakery", "sales", "sign_up")

    assert told(program.post("sign-up/", invitation=secret)) == (201, "person")
    assert told(program.put("sign-up/person/", **person_of(name="Daisy"))) == (200, "phone")
    ready = program.post("sign-up/phone-code/", code=texted())

    assert ready.json()["workspace"]["url"] == acme.url
    assert program.state == "signed_in"
    with public_room():
        assert Membership.objects.get(user__email=DAISY).role == "sales"
        assert Invitation.objects.get().accepted_by.email == DAISY
    assert program.post("invitation/", secret=secret).status_code == 409


def test_who_is_known_signs_in_and_accepts_and_a_repeat_changes_nothing(acme, charlie):
    secret = invited(acme, charlie.email)
    assert Program().post("invitation/", secret=secret).json()["next"] == "sign_in"
    program = signed_in(charlie.email)
    assert program.post("invitation/", secret=secret).json()["next"] == "accept"

    answers = [program.put("invitation/acceptance/", secret=secret) for _ in range(2)]

    assert [(each.status_code, each.json()["slug"]) for each in answers] == [(200, "acme")] * 2
    with public_room():
        assert Membership.objects.filter(user=charlie.user, tenant=acme).count() == 1
        assert PublicEntry.objects.filter(verb="invitation.accepted").count() == 1


def test_an_invitation_of_somebody_else_is_not_accepted(acme, charlie):
    secret = invited(acme)
    assert Program().put("invitation/acceptance/", secret=secret).status_code == 401
    program = signed_in(charlie.email)

    assert program.post("invitation/", secret=secret).json()["next"] == "sign_out"
    answer = program.put("invitation/acceptance/", secret=secret)

    assert (answer.status_code, answer.json()["code"]) == (409, "not_invited")
    with public_room():
        assert not Membership.objects.filter(user=charlie.user, tenant=acme).exists()


def test_an_invitation_that_nobody_made_is_gone():
    program = Program()

    answers = [
        program.post("invitation/", secret="x" * 43),
        program.post("sign-up/", invitation="x" * 43),
    ]

    assert [each.json()["code"] for each in answers] == ["invitation_gone"] * 2
    with public_room():
        assert not SignUp.objects.exists()
        assert not Job.objects.exists()
