"""Somebody signs up on a phone: from the home page to a workspace of their own, page by page."""

from __future__ import annotations

import pytest

from tests.browser.onlooker import SCHEMES

pytestmark = pytest.mark.drill

EMAIL, PHONE = "aigul@nan.example", "+77012345678"
PASSWORD = "бес сөз және бір балық"


@pytest.fixture
def page(chromium):
    context = chromium.new_context(
        ignore_https_errors=True, locale="en-GB", viewport={"width": 390, "height": 844}
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def press(page, text):
    page.get_by_role("button", name=text, exact=True).click()


def test_a_business_begins_by_itself(served, page, onlooker):
    onlooker.listen(page)

    def look(name):
        onlooker.look(page, f"sign-up-{name}", schemes=SCHEMES)
        page.set_viewport_size({"width": 390, "height": 844})

    page.goto(served.facts["public_url"])
    page.get_by_role("link", name="Sign up").click()
    look("1-email")
    page.get_by_label("Your e-mail address").fill(EMAIL)
    press(page, "Send the code")
    look("2-code")
    page.get_by_label("The code").fill(served.code_for(EMAIL))
    press(page, "Go on")

    describe_somebody(page, look)
    look("4-phone")
    page.get_by_label("The code").fill(served.code_for(PHONE))
    press(page, "Go on")

    describe_the_business(page, look)
    page.wait_for_url("https://nan-men-tuz.*/**")
    assert page.locator("h1").count() == 1
    look("6-inside")

    page.goto(f"{served.facts['public_url']}/security/")
    assert page.get_by_text(EMAIL).first.is_visible()
    look("7-security")
    read_the_policy(page, served, look)
    assert onlooker.complaints == []


def describe_somebody(page, look):
    page.get_by_label("Your name").fill("Айгүл Нұрланқызы")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    page.get_by_label("Your phone number").fill("12")
    press(page, "Go on")
    assert page.get_by_text("This is no phone number").first.is_visible()
    look("3-person")
    page.get_by_label("Your phone number").fill("+7 701 234 56 78")
    page.get_by_label("I accept the policy").check()
    press(page, "Go on")


def describe_the_business(page, look):
    """The address appears as soon as the name is there."""
    page.get_by_label("Name of the business").fill("Нан мен тұз")
    page.get_by_label("Country", exact=True).focus()
    page.locator("#id_slug[value=nan-men-tuz]").wait_for()
    assert page.get_by_label("Country", exact=True).input_value() == "KZ"
    look("5-business")
    press(page, "Open the workspace")


def read_the_policy(page, served, look):
    for language in ("en", "lv", "ru", "kk"):
        page.goto(f"{served.facts['public_url']}/policy/?language={language}")
        assert page.locator("main li").count() >= 13
    look("8-policy")
