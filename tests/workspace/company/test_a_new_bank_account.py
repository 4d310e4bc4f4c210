"""Where customers pay to is confirmed by whoever changes it, on the page and by the API."""

from __future__ import annotations

import pytest

from tenants.rooms import public_room, workspace_of
from tests import make
from tests.users.confirming import confirmed, last_code, last_text
from users.models import Confirmation
from workspace.company.models import Company
from workspace.logbook.models import Entry

pytestmark = pytest.mark.django_db

PAGE, API = "/settings/", "/api/v1/company/"
IBAN, OTHER = "LV97HABA0012345678910", "LV80BANK0000435195001"
FORM = {
    "legal_name": "Acme Bakery",
    "city": "Rīga",
    "country": "LV",
    "iban": IBAN,
    "payment_days": "14",
    "document_language": "lv",
}


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"


def company(acme) -> Company:
    with workspace_of(acme):
        return Company.objects.the_one()


def test_the_api_answers_with_what_to_confirm_and_changes_nothing_yet(alice, acme):
    answer = alice.api.patch(API, {"iban": IBAN, "city": "Rīga"})

    told = answer.json()["confirmation"]
    assert answer.status_code == 202
    assert told["says"] == (
        "Shall customers pay Acme Bakery to the account LV97 HABA 0012 3456 7891 0?"
    )
    assert (told["state"], told["methods"]) == ("pending", ["sms"])
    assert last_text().startswith(told["says"])
    assert (company(acme).iban, company(acme).city) == ("", "")


def test_with_the_code_all_that_was_asked_is_there(alice, acme):
    answer = confirmed(alice.api, alice.api.patch(API, {"iban": IBAN, "city": "Rīga"}))

    assert answer.status_code == 200
    assert answer.json()["result"] == alice.api.get(API).json()
    assert (company(acme).iban, company(acme).city) == (IBAN, "Rīga")
    with workspace_of(acme):
        assert [entry.member.name for entry in Entry.objects.all()] == ["Alice"]


def test_a_second_try_with_the_same_code_changes_nothing(alice, acme):
    asked = alice.api.patch(API, {"iban": IBAN})
    code = last_code()
    assert confirmed(alice.api, asked, code).status_code == 200

    again = confirmed(alice.api, asked, code)

    assert (again.status_code, again.json()["code"]) == (409, "confirmation_over")
    with workspace_of(acme):
        assert Entry.objects.count() == 1


def test_the_page_asks_too(alice, acme):
    asked = alice.browser.post(PAGE, FORM)
    page = alice.browser.get(asked["Location"]).content.decode()
    assert "<h1>Shall customers pay Acme Bakery to the account LV97 HABA" in page
    assert company(acme).iban == ""

    done = confirmed(alice.browser, asked)

    assert (done.status_code, done["Location"]) == (302, PAGE)
    assert "data is saved" in alice.browser.get(PAGE).content.decode()
    assert company(acme).iban == IBAN


@pytest.mark.parametrize(
    "given", [{"city": "Rīga"}, {"iban": ""}, {"iban": OTHER}, {"bic": "", "iban": OTHER}]
)
def test_what_leads_to_no_other_account_is_saved_at_once(alice, acme, given):
    with workspace_of(acme):
        make.company(iban=OTHER)

    assert alice.api.patch(API, given).status_code == 200


def test_what_would_be_refused_is_refused_before_anybody_is_asked(alice):
    assert alice.api.patch(API, {"iban": "LV98HABA0012345678910"}).status_code == 422
    with public_room():
        assert not Confirmation.objects.exists()


def test_a_change_in_between_is_not_lost(alice, acme):
    asked = alice.browser.post(PAGE, FORM)
    assert alice.api.patch(API, {"city": "Liepāja"}).status_code == 200

    refused = confirmed(alice.browser, asked)

    assert refused["Location"] == PAGE
    assert "It has changed since you asked" in alice.browser.get(PAGE).content.decode()
    assert (company(acme).iban, company(acme).city) == ("", "Liepāja")


def test_a_seller_and_a_stranger_ask_for_nothing(bob, charlie, acme):
    assert bob.api.patch(API, {"iban": IBAN}).status_code == 403
    assert charlie.at(acme).patch(API, {"iban": IBAN}).status_code == 404
    with public_room():
        assert not Confirmation.objects.exists()
