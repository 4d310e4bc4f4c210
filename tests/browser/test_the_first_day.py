"""The first day of a business, from the provider's call to signing out, in a real browser."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.browser.kontor import ROOT

DATA = Path(os.environ.get("KONTOR_REAL_DATA", ROOT.parent / "shared" / "data"))
OWNER = "owner@retail.example"
PASSWORD = "four words and a herring"
PHONE = "+37120000031"
COOKIES = {"__Host-sid", "__Host-csrf", "__Host-lang"}


@pytest.fixture
def cookies(page):
    """Every Set-Cookie of the run."""
    seen = []

    def keep(response):
        named = (h for h in response.headers_array() if h["name"].lower() == "set-cookie")
        seen.extend(header["value"] for header in named)

    page.context.on("response", keep)
    return seen


def test_a_business_begins(served, page, shoot, cookies, onlooker):
    onlooker.listen(page)
    retail = served.onboard(
        slug="retail",
        name="Retail of Gifts",
        owner_email=OWNER,
        country="LV",
        language="lv",
        currency="GBP",
    )
    home = retail["workspace_url"]

    accept(page, served, home, shoot)
    fill_in_the_company(page, served, home, shoot)
    if (DATA / "online-retail.csv").exists():
        take_in_the_real_file(page, home, shoot)
        credit_one_of_its_invoices(page, home, shoot)
    sell_something(page, home, shoot)
    go_on_in_latvian(page, home, shoot)
    leave(page, home)

    assert onlooker.complaints == []
    assert {cookie.partition("=")[0] for cookie in cookies} == COOKIES
    for cookie in cookies:
        assert "; Secure" in cookie
        assert "; HttpOnly" in cookie
        assert "Domain=" not in cookie


def accept(page, served, home, shoot):
    page.goto(served.link_for(OWNER))
    page.get_by_label("Your name").fill("Жанна Ozoliņa")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    page.get_by_label("Your phone number").fill(PHONE)
    page.get_by_label("I accept the policy").check()
    shoot(page, "invitation")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("The code").fill(served.code_for(PHONE))
    page.get_by_role("button", name="Join").click()
    page.wait_for_url(f"{home}/**")
    assert page.get_by_role("heading", level=1).count() == 1
    shoot(page, "today-new")


def fill_in_the_company(page, served, home, shoot):
    page.goto(f"{home}/settings/")
    for label, text in {
        "Legal name": "Retail of Gifts SIA",
        "Registration number": "40003521600",
        "Street": "Brīvības iela 1",
        "City": "Rīga",
        "Postal code": "LV-1010",
        "IBAN": "LV80BANK0000435195001",
    }.items():
        page.get_by_label(re.compile(f"^{label}")).first.fill(text)
    shoot(page, "company")
    page.get_by_role("button", name="Save").click()
    naming = "LV80 BANK 0000 4351 9500 1"
    page.get_by_label("Code").fill(served.code_for(PHONE, naming=naming))
    page.get_by_role("button", name="Confirm").click()
    page.get_by_text("Your company's data is saved.").wait_for()


def take_in_the_real_file(page, home, shoot):
    page.goto(f"{home}/imports/")
    page.set_input_files("input[type=file]", DATA / "online-retail.csv")
    page.get_by_role("button", name="Take in sales").click()
    page.get_by_text("4,874").first.wait_for(timeout=60_000)
    shoot(page, "import")


def credit_one_of_its_invoices(page, home, shoot):
    page.goto(f"{home}/invoices/?q=536365")
    page.get_by_role("link", name="536365").click()
    page.get_by_text("139,12").first.wait_for()
    page.get_by_role("button", name="Credit").click()
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("button", name="Issue").click()
    page.get_by_role("heading", name="CN-00001").first.wait_for()
    shoot(page, "credit-note")


def sell_something(page, home, shoot):
    page.goto(f"{home}/parties/new/")
    page.get_by_label("Name").first.fill("SIA Dzirnavu Ceptuve")
    page.get_by_label("Street and house").fill("Dzirnavu iela 3")
    page.get_by_label("City").fill("Rīga")
    page.get_by_role("button", name="Add").click()

    page.goto(f"{home}/invoices/new/")
    page.get_by_label("Customer").select_option(label="SIA Dzirnavu Ceptuve")
    page.get_by_label("What").first.fill("Lantern, white")
    page.get_by_label("Quantity").first.fill("2.5")
    page.get_by_label("Price").first.fill("3.39")
    # The head of the column says it to the eye.
    assert page.locator(".entry label").first.bounding_box()["width"] < 2
    shoot(page, "draft")
    page.get_by_label("Price").first.press("Enter")  # Enter reckons, and saves nothing
    page.get_by_text("8.48").first.wait_for()
    page.get_by_role("button", name="Save draft").last.click()
    page.get_by_role("button", name="Issue").click()
    page.get_by_role("heading", name="INV-00001").first.wait_for()
    page.get_by_text("8,48").first.wait_for()
    # The page speaks the reader's language, the document its customer's.
    assert page.get_by_role("heading", name="Rēķins INV-00001").count() == 1
    page.get_by_role("link", name="PDF").wait_for()
    shoot(page, "invoice")


def go_on_in_latvian(page, home, shoot):
    page.goto(f"{home}/invoices/")
    shoot(page, "invoices")
    page.get_by_role("button", name="Latviešu").first.click()
    assert page.locator("html").get_attribute("lang") == "lv"
    assert page.get_by_role("heading", level=1).inner_text() == "Pārdošana"
    shoot(page, "invoices-lv")
    for path, name in {"/": "today-lv", "/settings/": "company-lv"}.items():
        page.goto(f"{home}{path}")
        shoot(page, name)


def leave(page, home):
    page.locator("form[action$='/sign-out/'] button").first.click()
    page.goto(f"{home}/invoices/")
    page.wait_for_url(re.compile("/sign-in/"))
    assert page.locator("html").get_attribute("lang") == "lv"
