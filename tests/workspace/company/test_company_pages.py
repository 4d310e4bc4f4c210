"""Settings: the company's data on a page."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tenants.rooms import workspace_of
from tests import make
from tests.users.confirming import confirmed
from workspace.company.models import Company
from workspace.logbook.models import Entry

pytestmark = pytest.mark.django_db

HERE = "/settings/"
WHOLE = {
    "legal_name": "SIA Acme Bakery",
    "registration_number": "4000 3521 600",
    "vat_registered": "on",
    "vat_number": "40003521600",
    "street": "Brīvības iela 1",
    "city": "Rīga",
    "country": "LV",
    "iban": "LV97 HABA 0012 3456 7891 0",
    "website": "acme.example",
    "payment_days": "14",
    "document_language": "lv",
}


@pytest.fixture(autouse=True)
def files(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    settings.OUTBOX_DIR = tmp_path / "outbox"


def english(browser):
    browser.cookies["__Host-lang"] = "en"
    return browser


def company(acme):
    with workspace_of(acme):
        return Company.objects.the_one()


def png():
    written = BytesIO()
    Image.new("RGB", (40, 20)).save(written, "PNG")
    return SimpleUploadedFile("logo.png", written.getvalue())


def test_the_page_says_what_an_invoice_still_lacks(alice):
    page = english(alice.browser).get(HERE).content.decode()

    assert '<a href="#id_registration_number">Write the registration number.</a>' in page
    assert '<a href="#id_street">' in page


def test_saving_keeps_all_of_it_and_lacks_nothing(alice, acme):
    asked = english(alice.browser).post(HERE, WHOLE)
    response = alice.browser.get(confirmed(alice.browser, asked)["Location"])

    kept = company(acme)
    assert (kept.registration_number, kept.vat_number) == ("40003521600", "LV40003521600")
    assert (kept.bic, kept.website) == ("HABALV22XXX", "https://acme.example")
    page = response.content.decode()
    assert "Your company&#x27;s data is saved." in page
    assert "Before the first invoice" not in page


def test_what_was_typed_stays_and_errors_stand_by_their_fields(alice, acme):
    page = english(alice.browser).post(HERE, {**WHOLE, "iban": "LV98 HABA"}).content.decode()

    assert 'value="LV98 HABA"' in page
    assert '<a href="#id_iban">IBAN: This is no IBAN.' in page
    assert company(acme).legal_name == "Acme Bakery"


def test_saving_the_same_again_leaves_no_second_line(alice, acme):
    confirmed(alice.browser, alice.browser.post(HERE, WHOLE))
    assert alice.browser.post(HERE, WHOLE)["Location"] == HERE

    with workspace_of(acme):
        assert [line.verb for line in Entry.objects.all()] == ["changed"]


def test_a_seller_sees_the_facts_and_no_form(bob):
    page = english(bob.browser).get(HERE).content.decode()

    assert "Acme Bakery" in page
    assert 'name="legal_name"' not in page
    assert bob.browser.post(HERE, WHOLE).status_code == 403


def test_a_logo_is_put_shown_and_removed(alice, bob, acme):
    assert alice.browser.post("/settings/logo/put/", {"logo": png()}).status_code == 302
    assert bob.browser.get("/settings/logo/")["Content-Type"] == "image/png"

    assert alice.browser.post("/settings/logo/remove/").status_code == 302
    assert bob.browser.get("/settings/logo/").status_code == 404
    assert not company(acme).logo


def test_a_file_that_is_no_picture_is_told_beside_its_field(alice, acme):
    file = SimpleUploadedFile("logo.svg", b"<svg/>")

    page = english(alice.browser).post("/settings/logo/put/", {"logo": file}).content.decode()

    assert "Choose a picture in PNG or JPEG." in page
    assert not company(acme).logo


@pytest.mark.parametrize("path", ["/settings/logo/put/", "/settings/logo/remove/"])
def test_a_seller_may_not_touch_the_logo(bob, path):
    assert bob.browser.post(path).status_code == 403


@pytest.mark.parametrize("path", [HERE, "/settings/logo/"])
def test_charlie_finds_nothing(charlie, acme, path):
    assert charlie.at(acme).get(path).status_code == 404


@pytest.mark.parametrize("path", [HERE, "/settings/logo/put/", "/settings/logo/remove/"])
def test_charlie_changes_nothing(charlie, acme, path):
    with workspace_of(acme):
        make.company()
    assert charlie.at(acme).post(path, {**WHOLE, "legal_name": "Mine"}).status_code == 404
    assert company(acme).legal_name == "SIA Acme Bakery"
