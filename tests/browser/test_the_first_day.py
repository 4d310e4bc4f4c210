"""The first day of a business, from the provider's call to signing out, in a real browser."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.browser.kontor import ROOT

DATA = Path(os.environ.get("KONTOR_REAL_DATA", ROOT.parent / "shared" / "data"))
OWNER = "ozoliņa@retail.example"


@pytest.fixture
def recorded(page):
    """Every Set-Cookie of the run, as (name, attributes)."""
    cookies = []
    page.context.on(
        "response",
        lambda response: cookies.extend(
            header["value"]
            for header in response.headers_array()
            if header["name"].lower() == "set-cookie"
        ),
    )
    return cookies


def test_a_business_begins(served, page, shoot, recorded):
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)

    retail = served.onboard(
        slug="retail",
        name="Retail of Gifts",
        owner_email="owner@retail.example",
        country="LV",
        language="en",
        currency="GBP",
    )

    # The owner accepts, and stands in the workspace.
    page.goto(served.link_for("owner@retail.example"))
    page.get_by_label("Your name").fill("Жанна Ozoliņa")
    page.get_by_label("Password", exact=True).fill("four words and a herring")
    page.get_by_label("The same once more").fill("four words and a herring")
    shoot(page, "invitation")
    page.get_by_role("button", name="Join").click()
    page.wait_for_url(f"{retail['workspace_url']}/**")
    assert page.get_by_role("heading", level=1).count() == 1
    shoot(page, "today-new")

    # The company's data.
    page.goto(f"{retail['workspace_url']}/settings/")
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
    assert page.get_by_role("status").count() >= 1

    if (DATA / "online-retail.csv").exists():
        # The real file.
        page.goto(f"{retail['workspace_url']}/imports/")
        page.set_input_files("input[type=file]", DATA / "online-retail.csv")
        page.get_by_role("button", name="Take in sales").click()
        page.get_by_text("4,874").first.wait_for(timeout=60_000)
        shoot(page, "import")

    page.goto(f"{retail['workspace_url']}/invoices/")
    shoot(page, "invoices")

    # Latvian, by the switch, and out.
    page.get_by_role("button", name="Latviešu").first.click()
    assert page.locator("html").get_attribute("lang") == "lv"
    shoot(page, "invoices-lv")
    page.locator("form[action$='/sign-out/'] button").first.click()
    page.goto(f"{retail['workspace_url']}/invoices/")
    page.wait_for_url(re.compile("/sign-in/"))
    assert page.locator("html").get_attribute("lang") == "lv"

    assert errors == []
    assert {cookie.partition("=")[0] for cookie in recorded} <= {
        "__Host-sid",
        "__Host-csrf",
        "__Host-lang",
    }
    for cookie in recorded:
        assert "; Secure" in cookie
        assert "; HttpOnly" in cookie
        assert "Domain=" not in cookie
