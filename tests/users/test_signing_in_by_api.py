"""A program signs somebody in, resets a password, enters a workspace, and signs out: by API alone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from fido2.utils import websafe_encode

from tenants.models import PublicEntry
from tenants.rooms import public_room
from tests import world
from tests.jobs_run import run_jobs
from tests.users.by_api import challenge_of
from tests.users.factors import add_app, code_of
from tests.users.factors import signed_in as at_a_browser
from tests.users.passkey import Passkey
from tests.users.program import Program, signed_in
from tests.users.signing_up import mailed, texted
from users.models import Policy, PolicyAcceptance, Session, User

pytestmark = pytest.mark.django_db

NEW = "quite another passphrase"


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"


def sessions_of(person):
    with public_room():
        return Session.objects.filter(user=person.user).count()


def codes(*answers):
    return [(each.status_code, each.json()["code"]) for each in answers]


# --- who is here --------------------------------------------------------------------------------


def test_a_stranger_is_told_the_ways_in_and_gets_no_session():
    program = Program()

    told = program.get("session/").json()

    assert (told["state"], told["ways"]) == ("nobody", ["password", "code", "passkey"])
    assert (told["person"], told["has_to_accept"]) == (None, False)
    assert program.sid == ""


def test_who_is_signed_in_is_told_so_and_what_is_wanted(alice):
    with public_room():
        PolicyAcceptance.objects.filter(user=alice.user).delete()
    program = signed_in(alice.email)

    told = program.get("session/").json()

    assert (told["state"], told["person"]["email"]) == ("signed_in", alice.email)
    assert told["has_to_accept"] is True
    with public_room():
        PolicyAcceptance.objects.create(user=alice.user, policy=Policy.objects.current())
    assert program.get("session/").json()["has_to_accept"] is False


def test_no_answer_is_kept_by_anybody_on_the_way(alice):
    program = signed_in(alice.email)

    assert "no-store" in program.get("session/").headers["Cache-Control"]


# --- by password --------------------------------------------------------------------------------


def test_a_password_signs_in_and_the_session_s_key_is_new(alice):
    program = Program()
    program.post("session/codes/", email="somebody@else.example")
    before = program.sid

    answer = program.post("session/", email=alice.email.upper(), password=world.PASSWORD)

    assert (answer.status_code, answer.json()["state"]) == (200, "signed_in")
    assert before
    assert program.sid != before
    with public_room():
        assert PublicEntry.objects.filter(verb="user.signed_in", user=alice.user).count() == 1


def test_a_wrong_password_signs_nobody_in(alice):
    program = Program()

    answer = program.post("session/", email=alice.email, password="a wrong passphrase")

    assert codes(answer) == [(422, "wrong_password")]
    assert program.state == "nobody"
    assert sessions_of(alice) == 0


def test_who_is_signed_in_cannot_become_somebody_else(alice, bob):
    program = signed_in(alice.email)

    answers = [
        program.post("session/", email=bob.email, password=world.PASSWORD),
        program.post("session/codes/", email=bob.email),
        program.post("session/code/", code="000000"),
        program.post("session/passkey/options/"),
        program.post("session/passkey/", passkey={}),
    ]

    assert codes(*answers) == [(409, "signed_in_already")] * 5
    assert program.get("session/").json()["person"]["email"] == alice.email


def test_somebody_who_may_not_come_in_any_more_does_not(alice):
    with public_room():
        User.objects.filter(pk=alice.user.pk).update(is_active=False)

    program = signed_in(alice.email)

    assert program.state == "nobody"


# --- by a code, by a passkey ----------------------------------------------------------------------


def test_a_code_by_mail_signs_in_the_browser_that_asked(alice):
    program = Program()
    assert program.post("session/codes/", email=alice.email).status_code == 202
    code = mailed()
    assert codes(Program().post("session/code/", code=code)) == [(409, "no_code_asked_for")]
    assert program.get("session/").json()["code_is_asked_for"] is True

    answer = program.post("session/code/", code=code)

    assert answer.json()["state"] == "signed_in"
    assert codes(program.post("session/code/", code=code)) == [(409, "signed_in_already")]


def test_a_passkey_is_both_steps_at_once(alice):
    key = Passkey()
    with public_room():
        key.given_to(alice.user)
    program = Program()
    asked = program.post("session/passkey/options/").json()["options"]
    answered = key.sign(challenge_of(asked), program.origin)
    answered["response"]["userHandle"] = _handle(alice)

    answer = program.post("session/passkey/", passkey=answered)

    assert answer.json()["state"] == "signed_in"
    assert codes(Program().post("session/passkey/", passkey=answered)) == [(422, "passkey_refused")]


def _handle(person):
    return websafe_encode(person.user.pk.bytes)


# --- the second step ------------------------------------------------------------------------------


@pytest.fixture
def app(alice):
    """The app's secret and the codes on paper of Alice."""
    return add_app(at_a_browser(alice.email))


def test_who_holds_an_app_is_asked_for_its_code(app, alice):
    program = signed_in(alice.email)
    told = program.get("session/").json()
    assert (told["state"], told["ways"], told["person"]) == ("second_step", ["app", "paper"], None)
    assert program.get("sessions/").status_code == 401
    half = program.sid

    wrong = program.post("session/second-step/", code="000000")
    answer = program.post("session/second-step/", code=app[1][0])

    assert (wrong.status_code, list(wrong.json()["fields"])) == (422, ["code"])
    assert answer.json()["state"] == "signed_in"
    assert program.sid != half
    assert program.get("sessions/").status_code == 200


def test_the_code_of_the_app_is_taken_once(alice):
    secret, _ = add_app(at_a_browser(alice.email))
    first, second = signed_in(alice.email), signed_in(alice.email)

    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        code = code_of(secret)
        assert first.post("session/second-step/", code=code).json()["state"] == "signed_in"
        assert second.post("session/second-step/", code=code).status_code == 422


def test_a_passkey_is_taken_as_the_second_step(app, alice):
    key = Passkey()
    with public_room():
        key.given_to(alice.user)
    program = signed_in(alice.email)
    assert program.get("session/").json()["ways"] == ["app", "paper", "passkey"]
    asked = program.post("session/passkey/options/").json()["options"]

    answer = program.post("session/passkey/", passkey=key.sign(challenge_of(asked), program.origin))

    assert answer.json()["state"] == "signed_in"


def test_a_second_step_without_a_first_one_is_none(app):
    assert codes(Program().post("session/second-step/", code=app[1][0])) == [
        (409, "no_second_step")
    ]


def test_a_new_password_ends_a_sign_in_that_waits_for_its_second_step(app, alice):
    program = signed_in(alice.email)
    with public_room():
        alice.user.set_password(NEW)
        alice.user.save()

    answer = program.post("session/second-step/", code=app[1][0])

    assert codes(answer) == [(409, "no_second_step")]
    assert program.state == "nobody"


# --- out ------------------------------------------------------------------------------------------


def test_signing_out_ends_the_session_and_a_repeat_changes_nothing(alice):
    program = signed_in(alice.email)
    stolen = program.sid

    assert [program.delete("session/").status_code for _ in range(2)] == [204, 204]

    assert program.state == "nobody"
    assert sessions_of(alice) == 0
    thief = world.stranger_at(None)
    thief.cookies["__Host-sid"] = stolen
    assert thief.get("/api/v1/session/").json()["state"] == "nobody"
    with public_room():
        assert PublicEntry.objects.filter(verb="user.signed_out", user=alice.user).count() == 1


# --- a forgotten password -------------------------------------------------------------------------


def letter_of(person):
    assert Program().post("forgotten-password/", email=person.email).status_code == 202
    run_jobs("default")
    return re.search(r"/password/new/([^/\s]+)/", mail.outbox[-1].body).group(1)


def test_a_new_password_wants_the_letter_and_a_second_proof(alice):
    old, link, program = signed_in(alice.email), letter_of(alice), Program()
    assert program.post("forgotten-password/proofs/", link=link).json()["proofs"] == ["sms"]
    without = program.put("forgotten-password/new/", link=link, password=NEW)
    assert program.post("forgotten-password/codes/", link=link).status_code == 202
    short = program.put("forgotten-password/new/", link=link, password="short", proof="000000")

    answer = program.put("forgotten-password/new/", link=link, password=NEW, proof=texted())

    assert [list(each.json()["fields"]) for each in (without, short)] == [["proof"], ["password"]]
    assert answer.status_code == 204
    assert (program.state, old.state) == ("nobody", "nobody")
    assert signed_in(alice.email, NEW).state == "signed_in"
    assert codes(program.put("forgotten-password/new/", link=link, password=NEW)) == [
        (409, "link_gone")
    ]
    run_jobs("default")
    assert "password" in mail.outbox[-1].subject.lower()
    with public_room():
        assert PublicEntry.objects.filter(verb="user.password_set", user=alice.user).count() == 1


@pytest.mark.parametrize("link", ["x", "1a-2b", "-", "1a-", "é-é", "0" * 200])
def test_a_link_that_nobody_sent_opens_nothing(link):
    program = Program()

    answers = [
        program.post("forgotten-password/proofs/", link=link),
        program.post("forgotten-password/codes/", link=link),
        program.put("forgotten-password/new/", link=link, password=NEW),
    ]

    assert codes(*answers) == [(409, "link_gone")] * 3


# --- into a workspace -----------------------------------------------------------------------------


def entered(tenant, program):
    inside = Program(tenant)
    state = inside.post("session/").json()["state"]
    told = program.post("tickets/", workspace=tenant.slug, state=state)
    assert told.status_code == 201, told.content
    return inside, inside.put("session/", ticket=told.json()["ticket"])


def test_a_ticket_leads_into_the_workspace_and_signing_out_there_ends_all(acme, alice):
    program = signed_in(alice.email)
    inside, answer = entered(acme, program)

    assert (answer.json()["is_inside"], answer.json()["role"]) == (True, "owner")
    assert inside.get("company/").status_code == 200
    assert inside.delete("session/").status_code == 204
    assert inside.get("company/").status_code == 401
    assert program.state == "nobody"


def test_a_ticket_is_good_once_and_where_its_state_came_from(acme, alice):
    program, inside, thief = signed_in(alice.email), Program(acme), Program(acme)
    state = inside.post("session/").json()["state"]
    thief.post("session/")
    ticket = program.post("tickets/", workspace="acme", state=state).json()["ticket"]

    stolen = thief.put("session/", ticket=ticket)
    late = inside.put("session/", ticket=ticket)

    assert codes(stolen, late) == [(409, "ticket_refused")] * 2
    assert thief.get("company/").status_code == 401


def test_nobody_gets_a_ticket_to_a_workspace_of_others(acme, charlie):
    asked = {"workspace": "acme", "state": "x"}

    assert Program().post("tickets/", **asked).status_code == 401
    there = signed_in(charlie.email).post("tickets/", **asked)
    assert (there.status_code, there.json()["code"]) == (404, "not_found")
    nowhere = signed_in(charlie.email).post("tickets/", workspace="nothing", state="x")
    assert nowhere.json() == there.json()


def test_a_ticket_of_one_workspace_opens_no_other(acme, globex, alice):
    program, elsewhere = signed_in(alice.email), Program(globex)
    state = elsewhere.post("session/").json()["state"]
    ticket = program.post("tickets/", workspace="acme", state=state).json()["ticket"]

    assert codes(elsewhere.put("session/", ticket=ticket)) == [(409, "ticket_refused")]
