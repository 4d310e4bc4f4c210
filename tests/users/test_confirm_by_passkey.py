"""A passkey confirms by API as it does on the page: this very operation, once."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.utils import timezone

from config.confirming import Done, Operation, register
from tenants.models import Domain
from tenants.rooms import public_room
from tests import world
from tests.users.browser import PUBLIC
from tests.users.by_api import challenge_of
from tests.users.passkey import Passkey
from tests.users.staff import CONSOLE, make_staff, on_api
from users.factors.held import CONFIRMS_FROM
from users.models import Attempts, Confirmation, Phone
from users.workflows import confirm

pytestmark = pytest.mark.django_db

OURS = "https://acme.kontor.localhost:8443"
ACCOUNT = {"iban": "LV97HABA0012345678910"}
HAPPENED: list[str] = []


def it(payload, asker) -> Done:
    HAPPENED.append(payload["it"])
    return Done(says="Done.", answer={"it": payload["it"]})


DO = Operation(kind="test.do", says=lambda payload: f"Do {payload['it']}?", does=it)


@pytest.fixture(autouse=True)
def nothing_happened(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"
    register(DO)
    HAPPENED.clear()


@pytest.fixture
def passkey(alice):
    """Of who has nothing else."""
    with public_room():
        Phone.objects.filter(user=alice.user).delete()
        return Passkey().given_to(alice.user)


def held_for_long(person):
    before = timezone.now() - timedelta(days=2)
    with public_room():
        Authenticator.objects.filter(user=person.user).update(created_at=before)


def asked(person, *, here=True, what="this") -> str:
    """The address of what waits, on the workspace's host or (`here` False) the public one."""
    tenant = person.home if here else None
    with public_room():
        asking = confirm.ask(
            DO, {"it": what}, user=person.user, tenant=tenant, on_its_host=bool(here)
        )
    return f"/api/v1/confirmations/{asking.pk}/"


def post(client, path, body=None):
    return client.post(path, json.dumps(body or {}), content_type="application/json")


def asked_to_sign(client, path) -> bytes:
    answer = post(client, f"{path}passkey/")
    assert answer.status_code == 200, answer.content
    told = answer.json()["options"]["publicKey"]
    assert (told["rpId"], told["userVerification"]) == ("kontor.localhost", "required")
    return challenge_of(answer.json()["options"])


@pytest.mark.parametrize(("here", "origin"), [(True, OURS), (False, PUBLIC)])
def test_who_holds_a_passkey_alone_confirms_once(alice, passkey, here, origin):
    path, client = asked(alice, here=here), alice.at(alice.home if here else None)
    signed = {"passkey": passkey.sign(asked_to_sign(client, path), origin)}

    done, again = post(client, path, signed), post(client, path, signed)

    assert (done.status_code, done.json()["result"]) == (200, {"it": "this"})
    assert (again.status_code, again.json()["code"]) == (409, "confirmation_over")
    assert post(client, f"{path}passkey/").json()["code"] == "confirmation_over"
    assert HAPPENED == ["this"]
    with public_room():
        assert Confirmation.objects.get().decision.method == "passkey"
        assert not Attempts.objects.exists()


def test_a_program_has_it_confirmed_by_the_person_for_whom_it_acts(alice, passkey):
    asking = alice.api.patch("/api/v1/company/", ACCOUNT)
    told = asking.json()["confirmation"]
    assert (asking.status_code, told["methods"]) == (202, ["passkey"])
    path = f"/api/v1/confirmations/{told['id']}/"

    signed = passkey.sign(asked_to_sign(alice.api, path), OURS)
    done = alice.api.post(path, {"passkey": signed})

    assert done.status_code == 200
    assert alice.api.get("/api/v1/company/").json()["iban"] == ACCOUNT["iban"]


def test_staff_confirms_on_the_providers_host(alice, bob, passkey):
    held_for_long(alice)
    client = on_api(make_staff(alice.user, app=False))
    asking = post(client, "/api/v1/staff/", {"email": bob.email, "role": "support"})
    path = f"/api/v1/confirmations/{asking.json()['confirmation']['id']}/"
    challenge = asked_to_sign(client, path)

    elsewhere = post(client, path, {"passkey": passkey.sign(challenge, PUBLIC)})
    here = post(client, path, {"passkey": passkey.sign(challenge, CONSOLE)})

    assert (elsewhere.status_code, elsewhere.json()["code"]) == (422, "passkey_refused")
    assert (here.status_code, here.json()["result"]["role"]) == (200, "support")


def test_what_was_signed_for_one_operation_confirms_no_other(alice, passkey):
    first = asked(alice)
    signed = {"passkey": passkey.sign(asked_to_sign(alice.browser, first), OURS)}
    second = asked(alice, what="that")

    answer = post(alice.browser, second, signed)

    assert (answer.status_code, answer.json()["code"]) == (422, "passkey_refused")
    assert post(alice.browser, first, signed).json()["code"] == "confirmation_over"
    assert HAPPENED == []


def test_a_signature_that_is_not_taken_is_one_of_three_tries_and_no_guess(alice, passkey):
    path = asked(alice)
    challenge = asked_to_sign(alice.browser, path)
    wrong = [
        passkey.sign(challenge, OURS, verified=False),
        passkey.sign(challenge, PUBLIC),
        Passkey().sign(challenge, OURS),
    ]
    for signed in wrong:
        answer = post(alice.browser, path, {"passkey": signed})
        assert (answer.status_code, answer.json()["code"]) == (422, "passkey_refused")

    right = post(alice.browser, path, {"passkey": passkey.sign(challenge, OURS)})

    assert (right.status_code, right.json()["code"]) == (409, "confirmation_over")
    assert HAPPENED == []
    with public_room():
        assert not Attempts.objects.exists()


def test_a_passkey_of_today_does_not_confirm(alice, passkey):
    """It is offered beside the one that does, and has signed."""
    path = asked(alice)
    with public_room():
        new = Passkey().given_to(alice.user)
        row = Authenticator.objects.latest("pk")
        row.data[CONFIRMS_FROM] = time.time() + 3600
        row.save()
    challenge = asked_to_sign(alice.browser, path)

    refused = post(alice.browser, path, {"passkey": new.sign(challenge, OURS)})
    assert (refused.status_code, refused.json()["code"]) == (422, "passkey_refused")

    with public_room():
        Authenticator.objects.exclude(pk=row.pk).delete()
    alone = post(alice.browser, f"{path}passkey/")
    assert (alone.status_code, alone.json()["code"]) == (409, "no_passkey")
    assert HAPPENED == []


def test_it_waits_ten_minutes(alice, passkey):
    path = asked(alice)
    challenge = asked_to_sign(alice.browser, path)

    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        late = post(alice.browser, path, {"passkey": passkey.sign(challenge, OURS)})

    assert (late.status_code, late.json()["code"]) == (409, "confirmation_over")
    assert HAPPENED == []


def test_a_business_s_own_host_takes_no_passkey(alice, acme, passkey):
    """No browser signs there for our name; what says that it was is not believed."""
    with public_room():
        claim = acme.claims.create(host="books.acme.example")
        Domain.objects.create(tenant=acme, domain=claim.host, claim=claim)
        path = asked(alice)
        challenge = Confirmation.objects.get().challenge
    own = world.Browser(headers={"host": "books.acme.example:8443"})
    own.cookies["__Host-sid"] = alice.browser.cookies["__Host-sid"].value

    options = post(own, f"{path}passkey/")
    signed = passkey.sign(challenge, "https://books.acme.example:8443")
    answer = post(own, path, {"passkey": signed})

    assert (options.status_code, options.json()["code"]) == (409, "no_passkey")
    assert (answer.status_code, answer.json()["code"]) == (422, "passkey_refused")
    assert HAPPENED == []


def test_nobody_else_is_told_what_to_sign(alice, bob, charlie, acme, passkey):
    path = asked(alice)

    strangers = [bob.browser, charlie.at(acme), alice.at(None), alice.api]
    answers = [post(each, f"{path}passkey/") for each in strangers[:3]]
    answers.append(alice.api.post(f"{path}passkey/"))

    assert {answer.status_code for answer in answers} == {404}
    assert world.stranger_at(acme).post(f"{path}passkey/").status_code == 401


@pytest.mark.parametrize(
    "given",
    [{}, {"code": "123456", "passkey": {}}, {"passkey": "x"}, {"passkey": []}, {"passkey": None}],
)
def test_one_proof_is_sent(alice, passkey, given):
    path = asked(alice)

    assert post(alice.browser, path, given).status_code == 400
    with public_room():
        assert Confirmation.objects.get().tries_left == 3


@pytest.mark.parametrize("nonsense", [{}, {"rawId": 1}, {"id": "x", "response": []}])
def test_what_is_no_signature_is_refused(alice, passkey, nonsense):
    path = asked(alice)

    answer = post(alice.browser, path, {"passkey": nonsense})

    assert (answer.status_code, answer.json()["code"]) == (422, "passkey_refused")


def test_to_ask_what_to_sign_changes_nothing(alice, passkey, django_assert_num_queries):
    path = asked(alice)
    first = asked_to_sign(alice.browser, path)

    with django_assert_num_queries(5):
        assert asked_to_sign(alice.browser, path) == first
    assert post(alice.browser, path, {"passkey": passkey.sign(first, OURS)}).status_code == 200
