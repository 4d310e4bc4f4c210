"""By API: an app, passkeys and codes on paper are added and removed; an address and a number change."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.utils import timezone

from tenants.models import PublicEntry
from tenants.rooms import public_room
from tests import world
from tests.jobs_run import run_jobs
from tests.users.by_api import ByApi, by_api, challenge_of
from tests.users.confirming import last_code
from tests.users.factors import add_app, code_of, signed_in
from tests.users.passkey import Passkey
from tests.users.test_another_address_or_number import mailed_to, texted_to
from users.models import ContactChange, FactorRecovery, Phone, User
from users.models.factor_recovery import FINISH, STOP

pytestmark = pytest.mark.django_db
ORIGIN = "https://kontor.localhost:8443"
NEW, NUMBER = "alice@new.example", "+37120000022"


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"


@pytest.fixture
def me(alice) -> ByApi:
    assert alice.user
    return by_api(alice)


def lines(verb):
    with public_room():
        return PublicEntry.objects.filter(verb=verb).count()


def factors(me):
    return me.get("factors/").json()["results"]


def with_app(me):
    """The secret, and the codes on paper that came with it."""
    me.prove()
    secret = me.post("factors/app/").json()["secret"]
    answer = me.put("factors/app/", {"code": code_of(secret)})
    assert answer.status_code == 201, answer.content
    return secret, answer.json()["codes"]


def test_an_app_is_added_by_its_first_code(me, alice):
    assert me.post("factors/app/").json()["code"] == "prove_again"
    assert me.put("factors/app/", {"code": "1"}).json()["code"] == "prove_again"
    me.prove()
    assert me.put("factors/app/", {"code": "1"}).json()["code"] == "not_proven"
    told = me.post("factors/app/").json()
    assert f"secret={told['secret']}" in told["address"]
    assert me.put("factors/app/", {"code": "000000"}).status_code == 422
    assert factors(me) == []

    answer = me.put("factors/app/", {"code": code_of(told["secret"])})

    assert answer.status_code == 201
    assert len(set(answer.json()["codes"])) == 10
    [app] = factors(me)
    assert (app["kind"], app["name"], app["confirms"]) == ("app", "", False)
    assert told["secret"] not in me.get("factors/").content.decode()
    assert me.get("recovery-codes/").json() == {"left": 10}
    assert lines("factor.added") == 1
    me.prove(code=answer.json()["codes"][0])
    assert me.post("factors/app/").json()["code"] == "app_held"


def test_a_passkey_is_added_by_the_answer_to_its_question(me, alice):
    assert me.post("factors/passkeys/").json()["code"] == "prove_again"
    me.prove()
    key, options = Passkey(), me.post("factors/passkeys/").json()["options"]
    made = {"name": "Telephone", "passkey": key.made(challenge_of(options), ORIGIN)}

    answer = me.put("factors/passkeys/", made)

    assert answer.status_code == 201, answer.content
    assert len(answer.json()["codes"]) == 10
    [row] = factors(me)
    assert (row["kind"], row["name"]) == ("passkey", "Telephone")
    options = me.post("me/proof/passkey/").json()["options"]
    me.prove(passkey=key.sign(challenge_of(options), ORIGIN))
    assert me.put("factors/passkeys/", made).json()["code"] == "passkey_refused"
    path = f"factors/{row['id']}/"
    assert me.patch(path, {"name": "Desk"}).json()["name"] == "Desk"
    assert me.get(path).json()["name"] == "Desk"


def test_new_codes_on_paper_void_those_before(me, alice):
    me.prove()
    assert me.post("recovery-codes/").json()["code"] == "no_factor"
    _, before = with_app(me)
    me.prove(code=before[0])

    after = me.post("recovery-codes/").json()["codes"]

    assert not set(before) & set(after)
    assert me.post("me/proof/", {"code": before[1]}).status_code == 422
    assert me.get("recovery-codes/").json() == {"left": 10}


def test_a_factor_is_removed_once_it_is_confirmed(me, alice):
    with_app(me)
    [app] = factors(me)

    asked = me.delete(f"factors/{app['id']}/")
    assert asked.status_code == 202
    assert len(factors(me)) == 1
    told = asked.json()["confirmation"]
    done = me.post(f"confirmations/{told['id']}/", {"code": last_code()})

    assert done.status_code == 200, done.content
    assert factors(me) == []
    assert me.get("recovery-codes/").json() == {"left": 0}
    assert me.delete(f"factors/{app['id']}/").status_code == 404


def test_who_has_nothing_but_paper_left_removes_it_at_once(me, alice):
    with public_room():
        Phone.objects.filter(user=alice.user).delete()
    _, codes = with_app(me)
    [app] = factors(me)
    me.prove(code=codes[0])

    assert me.delete(f"factors/{app['id']}/").status_code == 204
    assert factors(me) == []


def test_a_list_of_factors_asks_the_same_of_one_and_of_three(me, alice, django_assert_num_queries):
    with public_room():
        Passkey().given_to(alice.user)
    me.get("factors/")
    for _ in range(2):
        with django_assert_num_queries(3):  # who asks, how many, they
            me.get("factors/")
        with public_room():
            Passkey().given_to(alice.user), Passkey().given_to(alice.user)


def test_another_address_needs_the_codes_of_both_ends(me, alice):
    assert me.put("me/email-change/", {"new": NEW}).json()["code"] == "prove_again"
    me.prove()
    told = me.put("me/email-change/", {"new": NEW.upper()})
    assert told.status_code == 202, told.content
    assert told.json()["still_asked"] == ["old", "new"]
    assert (told.json()["old"], told.json()["new"]) == (alice.email, NEW)

    half = me.post("me/email-change/", {"old": mailed_to(alice.email)})
    assert (half.json()["code"], list(half.json()["fields"])) == ("wrong_code", ["new"])
    assert me.get("me/email-change/").json()["still_asked"] == ["new"]
    assert me.post("me/email-change/", {"new": mailed_to(NEW)}).status_code == 204

    assert me.get("me/").json()["email"] == NEW
    assert me.get("me/email-change/").status_code == 404
    assert lines("email.changed") == 1


def test_another_number_is_shortened_and_waits_a_day(me, alice):
    me.prove()
    told = me.put("me/phone-change/", {"new": "+371 2000 0022"}).json()
    assert (told["old"], told["new"]) == ("+371 … 0101", NUMBER)

    codes = {"old": texted_to("+37120000101"), "new": texted_to(NUMBER)}
    assert me.post("me/phone-change/", codes).status_code == 204

    phone = me.get("me/").json()["phone"]
    assert (phone["number"], phone["can_confirm"]) == ("+371 … 0022", False)


@pytest.mark.parametrize(
    ("path", "new"),
    [
        ("email", "alice@acme.example"),
        ("email", "nonsense"),
        ("phone", "+37120000101"),
        ("phone", "12"),
    ],
)
def test_what_is_none_or_the_present_one_is_refused(me, alice, path, new):
    me.prove()

    answer = me.put(f"me/{path}-change/", {"new": new})

    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["new"])
    with public_room():
        assert not ContactChange.objects.exists()


def test_a_change_that_is_given_up_leaves_codes_that_fit_nothing(me, alice):
    me.prove()
    me.put("me/email-change/", {"new": NEW})
    codes = {"old": mailed_to(alice.email), "new": mailed_to(NEW)}
    assert me.post("me/email-change/codes/").status_code == 202

    for _ in range(2):
        assert me.delete("me/email-change/").status_code == 204

    assert me.post("me/email-change/", codes).status_code == 404
    assert me.post("me/email-change/codes/").status_code == 404
    assert me.get("me/").json()["email"] == alice.email
    assert lines("email.change_given_up") == 1


def after_password(email):
    """A browser at the second step, asked by API."""
    client = signed_in(email).hosts[world.HOST]
    client.handler.enforce_csrf_checks = False
    return ByApi(client)


def test_a_lost_factor_is_recovered_after_the_waiting_time(alice, settings):
    add_app(signed_in(alice.email))
    half = after_password(alice.email)
    assert half.get("session/second-step/lost/").status_code == 404

    begun = half.post("session/second-step/lost/")
    again = half.post("session/second-step/lost/")

    assert begun.status_code == 202
    assert begun.json() == again.json()
    assert begun.json()["is_open"] is False
    with public_room():
        found = FactorRecovery.objects.get(person=alice.user)
    told = {"id": str(found.pk), "mark": found.mark(FINISH)}
    assert half.post("factor-recoveries/finish/", told).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        half = after_password(alice.email)
        assert half.post("session/second-step/lost/").json()["is_open"] is True
        wrong = told | {"mark": found.mark(STOP)}
        assert half.post("factor-recoveries/finish/", wrong).status_code == 404
        done = half.post("factor-recoveries/finish/", told)
        assert done.json()["state"] == "signed_in"
        assert factors(half) == []


def test_a_recovery_is_stopped_by_its_link_or_by_having_the_factor(alice, me):
    _, codes = with_app(me)
    stranger = ByApi(world.stranger_at(None))
    after_password(alice.email).post("session/second-step/lost/")
    with public_room():
        found = FactorRecovery.objects.get(person=alice.user)
    assert me.get("me/factor-recovery/").json()["is_open"] is False

    nonsense = {"id": str(found.pk), "mark": "0" * 32}
    assert stranger.post("factor-recoveries/stop/", nonsense).status_code == 404
    told = {"id": str(found.pk), "mark": found.mark(STOP)}
    assert stranger.post("factor-recoveries/stop/", told).status_code == 204
    assert me.get("me/factor-recovery/").status_code == 404

    after_password(alice.email).post("session/second-step/lost/")
    assert me.delete("me/factor-recovery/").json()["code"] == "prove_again"
    me.prove(code=codes[0])
    for _ in range(2):
        assert me.delete("me/factor-recovery/").status_code == 204
    assert lines("factor_recovery.stopped") == 2


def test_nobody_without_the_password_begins_a_recovery(alice, me):
    stranger = ByApi(world.stranger_at(None))

    assert stranger.post("session/second-step/lost/").json()["code"] == "no_second_step"
    assert me.post("session/second-step/lost/").json()["code"] == "signed_in_already"


def test_an_owner_begins_it_for_a_member_and_others_do_not(alice, bob, charlie, acme):
    add_app(signed_in(bob.email))
    path = f"/api/v1/members/{bob.membership.pk}/factor-recovery/"

    assert bob.api.post(path).status_code == 403
    assert charlie.at(acme).post(path).status_code == 404
    first, again = alice.api.post(path), alice.api.post(path)

    assert (first.status_code, first.json()) == (202, again.json())
    assert lines("factor_recovery.begun") == 1
    assert (
        alice.api.post(f"/api/v1/members/{alice.membership.pk}/factor-recovery/").json()["code"]
        == "no_second_factor"
    )
    run_jobs("default")
    assert [bob.email] in [letter.to for letter in mail.outbox]


def test_everything_stays_as_it_is_for_somebody_else(alice, bob, me):
    _, _ = with_app(me)
    [app] = factors(me)
    other = by_api(bob)
    other.prove()

    for method in ("get", "patch", "delete"):
        assert other(method, f"factors/{app['id']}/", {"name": "Mine"}).status_code == 404
    with public_room():
        assert Authenticator.objects.filter(user=alice.user).count() == 2
        assert User.objects.get(pk=alice.user.pk).email == alice.email
        assert Phone.objects.get(user=alice.user).number == "+37120000101"


def test_a_new_app_confirms_at_once_when_the_phone_says_yes(alice, bob, me):
    with_app(me)
    [app] = factors(me)
    assert app["confirms"] is False
    other = by_api(bob)
    other.prove()
    assert other.post(f"factors/{app['id']}/trust/").status_code == 404

    asked = me.post(f"factors/{app['id']}/trust/")
    assert asked.json()["confirmation"]["methods"] == ["sms"]
    assert factors(me)[0]["confirms"] is False
    waiting = asked.json()["confirmation"]["id"]
    assert me.post(f"confirmations/{waiting}/", {"code": last_code()}).status_code == 200

    assert factors(me)[0]["confirms"] is True
    assert lines("factor.trusted") == 1
    assert me.post(f"factors/{app['id']}/trust/").status_code == 204
