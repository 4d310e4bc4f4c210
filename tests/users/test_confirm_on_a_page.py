"""The page of a confirmation, on the public host and on a workspace's, and its API."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings as configured
from django.utils import timezone

from config.confirming import Done, Operation, register
from post.gsm import written_for_gsm
from tenants.models import Domain, PublicEntry, Suspension
from tenants.rooms import public_room
from tests import world
from tests.users.confirming import confirmed, last_code, last_text
from tests.users.factors import code_of
from tests.users.passkey import Passkey
from users.factors import totp
from users.models import Confirmation, Phone
from users.workflows import confirm
from users.workflows.proofs import send_code

pytestmark = pytest.mark.django_db

OURS = "https://acme.kontor.localhost:8443"
SHOW = Operation(
    kind="test.token",
    says=lambda payload: f"Make the token {payload['name']}?",
    does=lambda payload, asker: Done(
        says="The token is made.", leads_to="/", shows={"Secret": "kon_shown_once"}
    ),
    roles={"owner"},
    afterwards="It was shown once.",
)


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"
    register(SHOW)


def asked(person, *, here=True) -> Confirmation:
    """On the workspace's host, or (`here` False) on the public one."""
    with public_room():
        asking = confirm.ask(
            SHOW, {"name": "shop"}, user=person.user, tenant=person.home, on_its_host=here
        )
        send_code(asking)
    return asking


def page_of(asking) -> str:
    return f"/confirm/{asking.pk}/"


def api_of(asking) -> str:
    return f"/api/v1/confirmations/{asking.pk}/"


@pytest.mark.parametrize("here", [True, False])
def test_the_page_says_it_big_and_where_the_code_went(alice, here):
    asking = asked(alice, here=here)
    browser = alice.at(alice.home if here else None)

    page = browser.get(page_of(asking)).content.decode()

    assert "<h1>Make the token shop?</h1>" in page
    assert "+371 … 0101" in page
    assert "37120000101" not in page


@pytest.mark.parametrize("here", [True, False])
def test_what_it_shows_once_stands_on_the_page_that_follows_and_nowhere_else(
    alice, here, text_of_public_room
):
    asking = asked(alice, here=here)
    browser = alice.at(alice.home if here else None)

    done = browser.post(page_of(asking), {"code": last_code()})

    assert done.status_code == 200
    assert "<code>kon_shown_once</code>" in done.content.decode()
    assert "no-store" in done["Cache-Control"]
    assert "kon_shown_once" not in browser.get(page_of(asking)).content.decode()
    assert "kon_shown_once" not in text_of_public_room()


def test_sent_once_more_it_has_worked_all_the_same(alice):
    """The page with the secret is loaded again, or its button was pressed twice."""
    asking = asked(alice)
    typed = {"code": last_code()}
    alice.browser.post(page_of(asking), typed)

    again = alice.browser.post(page_of(asking), typed)

    assert again["Location"] == page_of(asking)
    page = alice.browser.get(page_of(asking)).content.decode()
    assert "It was shown once." in page
    assert "does not work" not in page


def test_where_no_code_could_be_sent_the_page_says_so_and_offers_other_ways(alice, settings):
    settings.SMS_GATEWAYS = ()
    where = alice.browser.post("/settings/", BANK)["Location"]
    page = alice.browser.get(where).content.decode()

    assert "No code is on its way." in page
    assert "the code that we sent" not in page
    assert 'name="code"' not in page
    assert 'name="send"' in page
    assert f'href="{configured.PUBLIC_URL.geturl()}/security/"' in page


def test_a_program_gets_it_in_the_answer(alice):
    asking = asked(alice)

    done = alice.browser.post(
        api_of(asking), json.dumps({"code": last_code()}), content_type="application/json"
    )

    assert done.json() == {
        "says": "The token is made.",
        "shows": {"Secret": "kon_shown_once"},
        "result": {},
    }
    assert alice.browser.get(api_of(asking)).json()["state"] == "consumed"


def test_a_wrong_code_is_told_beside_its_field(alice):
    asking = asked(alice)
    code = last_code()

    page = alice.browser.post(page_of(asking), {"code": f"{(int(code) + 1) % 10**6:06}"})

    assert "This is not the code" in page.content.decode()
    assert alice.browser.post(page_of(asking), {"code": code}).status_code == 200


def test_another_code_can_be_sent_and_the_first_one_is_void(alice):
    asking = asked(alice)
    first = last_code()
    assert alice.browser.post(page_of(asking), {"send": "1"})["Location"] == page_of(asking)
    second = last_code()

    wrong = alice.browser.post(api_of(asking), {"code": first}, content_type="application/json")

    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_code")
    assert alice.browser.post(page_of(asking), {"code": second}).status_code == 200


def test_who_does_not_want_it_stops_it(alice):
    asking = asked(alice)
    code = last_code()
    assert alice.browser.post(page_of(asking), {"cancel": "1"})["Location"] == "/"

    page = alice.browser.get(page_of(asking)).content.decode()

    assert "This was cancelled. Nothing was done." in page
    late = alice.browser.post(api_of(asking), {"code": code}, content_type="application/json")
    assert (late.status_code, late.json()["code"]) == (409, "confirmation_over")
    assert alice.browser.delete(api_of(asking)).status_code == 204


def test_nobody_else_finds_it(alice, bob, charlie, acme):
    asking = asked(alice)
    public = asked(charlie, here=False)
    code = last_code()

    for path in (page_of(asking), api_of(asking), f"{api_of(asking)}codes/"):
        assert bob.browser.post(path, {"code": code}).status_code == 404
        assert charlie.at(acme).post(path, {"code": code}).status_code == 404
        assert alice.at(None).post(path, {"code": code}).status_code == 404
    for path in (page_of(public), api_of(public)):
        assert alice.at(None).post(path, {"code": code}).status_code == 404
        assert charlie.browser.post(path, {"code": code}).status_code == 404
    away = world.stranger_at(None)
    assert away.get(page_of(public))["Location"].startswith("/sign-in/")
    assert away.post(api_of(public), {"code": code}).status_code == 401
    with public_room():
        assert {row.state for row in Confirmation.objects.all()} == {"pending"}


def test_a_program_confirms_what_it_has_asked_for_itself(alice):
    asking = asked(alice)
    assert alice.api.get(api_of(asking)).status_code == 404
    with public_room():
        Confirmation.objects.filter(pk=asking.pk).update(
            client="_".join(alice.token.split("_")[:2])
        )

    assert alice.api.get(api_of(asking)).json()["says"] == "Make the token shop?"


def test_who_has_nothing_to_confirm_by_is_led_to_add_something(alice):
    with public_room():
        Phone.objects.filter(user=alice.user).delete()

    asked_by_page = alice.browser.post("/settings/", BANK)
    page = alice.browser.get(asked_by_page["Location"]).content.decode()
    assert f'href="{configured.PUBLIC_URL.geturl()}/security/"' in page

    answer = alice.api.patch("/api/v1/company/", {"iban": BANK["iban"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_confirm_by")


BANK = {
    "legal_name": "Acme Bakery",
    "country": "LV",
    "iban": "LV97HABA0012345678910",
    "payment_days": "14",
    "document_language": "lv",
}


def test_without_a_gateway_it_is_said_and_the_app_still_confirms(alice, settings):
    settings.SMS_GATEWAYS = ()
    answer = alice.api.patch("/api/v1/company/", {"iban": BANK["iban"]})
    assert (answer.status_code, answer.json()["code"]) == (503, "no_texts")

    secret = totp.new_secret()
    with public_room():
        totp.add(alice.user, secret, 0)
    waiting = alice.api.patch("/api/v1/company/", {"iban": BANK["iban"]})
    assert waiting.json()["confirmation"]["methods"] == ["sms", "totp"]
    assert confirmed(alice.api, waiting, code_of(secret)).status_code == 200


def test_where_there_is_a_choice_no_message_is_sent_before_it_is_asked_for(alice):
    with public_room():
        totp.add(alice.user, totp.new_secret(), 0)
    waiting = alice.api.patch("/api/v1/company/", {"iban": BANK["iban"]}).json()["confirmation"]

    assert alice.api.post(f"/api/v1/confirmations/{waiting['id']}/codes/").status_code == 202
    assert last_text().startswith("Shall customers pay Acme Bakery")


def test_the_message_and_the_page_speak_the_language_of_the_page(alice):
    alice.browser.cookies["__Host-lang"] = "lv"
    asking = alice.browser.post("/settings/", BANK)

    question = re.search("<h1>(.*?)</h1>", alice.browser.get(asking["Location"]).content.decode())
    assert question
    assert last_text().startswith(written_for_gsm(unescape(question[1])))


def test_a_suspended_workspace_changes_nothing(alice, acme):
    asking = asked(alice)
    code = last_code()
    with public_room():
        Suspension.objects.create(tenant=acme, reason="Unpaid")
        acme.settle()
    from tenants.hosts import forget_hosts

    forget_hosts()

    assert alice.browser.get(page_of(asking)).status_code == 200
    assert alice.browser.post(page_of(asking), {"code": code}).status_code == 409
    with public_room():
        assert Confirmation.objects.get(pk=asking.pk).state == "pending"


def test_a_page_costs_as_many_queries_each_time(alice, django_assert_num_queries):
    asking = asked(alice)
    alice.browser.get(page_of(asking))

    with django_assert_num_queries(6):
        alice.browser.get(page_of(asking))


# --- passkeys -------------------------------------------------------------------------------------


@pytest.fixture
def passkey(alice):
    with public_room():
        return Passkey().given_to(alice.user)


def challenge_on(page: str) -> bytes:
    told = json.loads(unescape(re.search('data-options="([^"]+)"', page)[1]))
    text = told["publicKey"]["challenge"]
    assert told["publicKey"]["userVerification"] == "required"
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_a_passkey_signs_this_very_operation(alice, passkey):
    asking = asked(alice)
    challenge = challenge_on(alice.browser.get(page_of(asking)).content.decode())
    signed = json.dumps(passkey.sign(challenge, OURS))

    other = asked(alice)
    refused = alice.browser.post(page_of(other), {"credential": signed})
    assert "kon_shown_once" not in refused.content.decode()

    challenge = challenge_on(alice.browser.get(page_of(other)).content.decode())
    done = alice.browser.post(
        page_of(other), {"credential": json.dumps(passkey.sign(challenge, OURS))}
    )
    assert "kon_shown_once" in done.content.decode()


def test_a_passkey_is_refused_that_did_not_look_or_that_signed_elsewhere(alice, passkey):
    asking = asked(alice)
    wrong = [
        passkey.sign(asking.challenge, OURS, verified=False),
        passkey.sign(asking.challenge, "https://globex.kontor.localhost:8443"),
        Passkey().sign(asking.challenge, OURS),
    ]
    for signed in wrong:
        page = alice.browser.post(page_of(asking), {"credential": json.dumps(signed)})
        assert "kon_shown_once" not in page.content.decode()
    with public_room():
        assert Confirmation.objects.get(pk=asking.pk).tries_left == 0


@pytest.mark.parametrize("nonsense", ["", "[]", "null", "{", '{"rawId": 1}'])
def test_what_is_no_signature_is_refused(alice, passkey, nonsense):
    asking = asked(alice)

    page = alice.browser.post(page_of(asking), {"credential": nonsense})

    assert page.status_code == 200
    assert "kon_shown_once" not in page.content.decode()


def test_an_own_host_offers_no_passkey(alice, acme, passkey):
    with public_room():
        claim = acme.claims.create(host="books.acme.example")
        Domain.objects.create(tenant=acme, domain=claim.host, claim=claim)
    asking = asked(alice)
    alice.browser.cookies.load(alice.browser.cookies)
    own = world.Browser(headers={"host": "books.acme.example:8443"})
    own.cookies["__Host-sid"] = alice.browser.cookies["__Host-sid"].value

    page = own.get(page_of(asking)).content.decode()

    assert "data-passkey" not in page
    assert "<h1>Make the token shop?</h1>" in page


def test_asked_and_done_stand_in_the_logbook(alice):
    asking = asked(alice)
    alice.browser.post(page_of(asking), {"code": last_code()})

    with public_room():
        verbs = PublicEntry.objects.filter(subject=f"test.token {asking.pk}").order_by("pk")
        assert [line.verb for line in verbs] == ["confirmation.asked", "confirmation.consumed"]


def test_too_late_is_said(alice):
    asking = asked(alice)
    with public_room():
        Confirmation.objects.filter(pk=asking.pk).update(
            expires_at=timezone.now() - timedelta(seconds=1)
        )

    page = alice.browser.get(page_of(asking)).content.decode()

    assert "does not work any more" in page
