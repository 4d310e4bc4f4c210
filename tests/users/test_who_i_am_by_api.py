"""By API: who somebody is, another name, language or password, and the proof that is wanted again."""

from __future__ import annotations

import pytest
from django.core import mail
from django.utils import timezone

from tenants.models import PublicEntry
from tenants.rooms import public_room
from tests import world
from tests.jobs_run import run_jobs
from tests.users.by_api import ByApi, by_api, challenge_of
from tests.users.factors import add_app, code_of, signed_in
from tests.users.passkey import Passkey
from users.models import PolicyAcceptance, Session, User

pytestmark = pytest.mark.django_db
NEW = "four clever otters paddle home"


@pytest.fixture
def me(alice) -> ByApi:
    return by_api(alice)


def lines(verb):
    with public_room():
        return list(PublicEntry.objects.filter(verb=verb))


def test_who_asks_is_told_who_they_are(me, alice):
    told = me.get("me/").json()

    assert told["id"] == str(alice.user.pk)
    assert (told["name"], told["email"]) == ("Alice", alice.email)
    assert told["addresses"] == [alice.email]
    assert told["phone"]["number"] == "+371 … 0101"
    assert told["phone"]["can_confirm"] is True
    assert told["language"] == "en"


def test_nobody_is_told_nothing(db):
    answer = ByApi(world.stranger_at(None)).get("me/")

    assert (answer.status_code, answer.json()["code"]) == (401, "not_known")


def test_a_name_is_changed_once(me, alice):
    for _ in range(2):
        assert me.patch("me/", {"name": "Alise Ozola"}).json()["name"] == "Alise Ozola"

    with public_room():
        assert User.objects.get(pk=alice.user.pk).name == "Alise Ozola"
    assert len(lines("user.renamed")) == 1


@pytest.mark.parametrize("wrong", [{"name": "two\nlines"}, {"name": ""}, {"language": "tlh"}])
def test_a_name_or_language_that_is_none_is_refused(me, wrong):
    answer = me.patch("me/", wrong)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, list(wrong))


def test_a_language_is_kept_in_the_cookie_alone(me, alice):
    answer = me.patch("me/", {"language": "lv"})

    assert answer.json()["language"] == "lv"
    assert answer.cookies["__Host-lang"].value == "lv"
    assert me.get("me/").json()["language"] == "lv"


def test_another_password_ends_all_other_sessions(me, alice):
    with public_room():
        other = world.sign_in(alice.user, None)

    answer = me.put("me/password/", {"old": world.PASSWORD, "new": NEW})

    assert answer.status_code == 204
    assert me.get("me/").status_code == 200
    elsewhere = world.stranger_at(None)
    elsewhere.cookies["__Host-sid"] = other
    assert elsewhere.get("/api/v1/me/").status_code == 401
    with public_room():
        assert User.objects.get(pk=alice.user.pk).check_password(NEW)
    run_jobs()
    assert [letter.to for letter in mail.outbox] == [[alice.email]]
    assert len(lines("user.password_set")) == 1


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [("nonsense", NEW, "old"), (world.PASSWORD, "short", "new"), (world.PASSWORD, "p" * 20, "new")],
)
def test_a_password_is_changed_by_the_rules_of_the_page(me, alice, old, new, field):
    answer = me.put("me/password/", {"old": old, "new": new})

    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
    with public_room():
        assert User.objects.get(pk=alice.user.pk).check_password(world.PASSWORD)


def test_passwords_are_not_guessed_by_changing_them(me, alice, settings):
    settings.ACCOUNT_RATE_LIMITS = {"change_password": "1000/m/user"}
    told = [me.put("me/password/", {"old": f"no {n}", "new": NEW}).json() for n in range(12)]

    assert [each["code"] for each in told] == ["invalid"] * 10 + ["too_many_tries"] * 2


def test_the_pages_limit_on_changes_holds_too(me):
    told = [me.put("me/password/", {"old": f"no {n}", "new": NEW}) for n in range(6)]

    assert [each.status_code for each in told] == [422] * 5 + [429]
    assert told[-1]["Retry-After"] == "60"


def test_a_proof_is_by_the_password_where_there_is_no_factor(me, alice):
    before = me.client.cookies["__Host-sid"].value
    assert me.get("me/proof/").json() == {"is_proven": False, "ways": ["password"]}

    assert me.prove().json()["is_proven"] is True

    assert me.client.cookies["__Host-sid"].value != before
    assert me.get("me/proof/").json()["is_proven"] is True
    assert [line.user_id for line in lines("user.proven_again")] == [alice.user.pk]


def test_a_wrong_proof_changes_nothing(me):
    for wrong in ({"password": "nonsense"}, {"code": "000000"}, {"passkey": {"id": "x"}}):
        answer = me.post("me/proof/", wrong)
        assert (answer.status_code, list(answer.json()["fields"])) == (422, list(wrong))

    for odd in ({}, {"password": "x", "code": "1"}, {"is_proven": True}):
        assert me.post("me/proof/", odd).status_code == 400
    assert me.get("me/proof/").json()["is_proven"] is False


def test_who_holds_an_app_proves_by_it_and_not_by_the_password(alice):
    secret, codes = add_app(signed_in(alice.email))
    me = by_api(alice)

    assert me.get("me/proof/").json()["ways"] == ["app", "paper"]
    assert me.post("me/proof/", {"password": world.PASSWORD}).status_code == 422
    assert me.get("me/proof/").json()["is_proven"] is False
    me.prove(code=codes[0])
    assert me.post("me/proof/", {"code": codes[0]}).status_code == 422
    assert len(lines("recovery_codes.used")) == 1
    assert code_of(secret)


def test_a_passkey_proves_what_it_was_asked_in_this_session_once(me, alice):
    with public_room():
        key = Passkey().given_to(alice.user)
    options = me.post("me/proof/passkey/").json()["options"]
    answer = key.sign(challenge_of(options), "https://kontor.localhost:8443")

    me.prove(passkey=answer)

    assert me.get("me/proof/").json() == {"is_proven": True, "ways": ["passkey"]}
    assert me.post("me/proof/", {"passkey": answer}).status_code == 422


def test_the_policy_is_accepted_by_its_number(me, alice):
    with public_room():
        PolicyAcceptance.objects.filter(user=alice.user).delete()
    told = me.get("policy/").json()
    assert told["accepted_at"] is None

    answer = me.put("policy/acceptance/", {"number": told["number"]})
    again = me.put("policy/acceptance/", {"number": told["number"]})

    assert answer.json() == again.json() == me.get("policy/").json()
    assert answer.json()["accepted_at"] <= timezone.now().isoformat()
    assert me.put("policy/acceptance/", {"number": 99}).json()["code"] == "other_version"
    with public_room():
        assert PolicyAcceptance.objects.filter(user=alice.user).count() == 1
    assert len(lines("policy.accepted")) == 1


def test_somebody_elses_session_is_another_person(bob, charlie):
    assert by_api(bob).get("me/").json()["email"] == bob.email
    assert by_api(charlie).get("me/").json()["email"] == charlie.email
    with public_room():
        assert Session.objects.filter(user=bob.user).count() == 1
