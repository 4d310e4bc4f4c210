"""A passkey in a real browser, with an authenticator of software: added, signed in with, second step."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import Any

import pytest

BOBS_PHONE = "+37120000012"


@pytest.fixture
def authenticator(page: Any) -> Any:
    """Lies in the device, and asks for a finger that always fits."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    told = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": told})
    return devtools


def test_a_passkey_is_added_and_signs_in_without_an_address_and_as_the_second_step(
    served, page, authenticator, onlooker
):
    onlooker.listen(page)
    public = served.facts["public_url"].rstrip("/")
    bob = next(one for one in served.facts["people"] if one["name"] == "Bob")
    by_password(page, public, bob)
    page.goto(f"{public}/security/")
    onlooker.look(page, "security-empty")

    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(bob["password"])
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name of the passkey").fill("Work laptop")
    onlooker.look(page, "passkey-add", schemes=("light", "dark"))
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    assert len(codes_on(page)) == 10
    onlooker.look(page, "recovery-codes")
    page.get_by_role("link", name="I have them").click()
    page.get_by_role("heading", name="Confirm it by your phone").wait_for()
    onlooker.look(page, "passkey-trust")
    page.get_by_role("button", name="Send the code").click()
    page.locator("#id_code").fill(served.code_for(BOBS_PHONE, naming="Work laptop"))
    page.get_by_role("button", name="Confirm", exact=True).click()
    page.get_by_role("link", name="Work laptop").wait_for()
    assert page.get_by_text("Not confirmed by your phone").count() == 0
    onlooker.look(page, "security", schemes=("light", "dark"))

    sign_out(page, public)
    page.goto(f"{public}/sign-in/")
    onlooker.look(page, "sign-in-ways")
    page.get_by_role("link", name="With a passkey").click()
    onlooker.look(page, "sign-in-passkey")
    page.get_by_role("button", name="Use the passkey").click()
    page.get_by_role("heading", name="Your workspaces").wait_for()

    sign_out(page, public)
    by_password(page, public, bob)
    page.get_by_role("heading", name="The second step").wait_for()
    onlooker.look(page, "second-step")
    page.get_by_role("button", name="Use the passkey").click()
    page.get_by_role("heading", name="Your workspaces").wait_for()

    page.goto(f"{public}/security/app/")
    page.get_by_role("button", name="Use the passkey").click()
    page.get_by_role("heading", name="Add an app that shows codes").wait_for()
    onlooker.look(page, "app-add", schemes=("light", "dark"))
    assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 100
    assert onlooker.complaints == []


def test_without_passkeys_the_page_says_so(served, page):
    public = served.facts["public_url"].rstrip("/")
    page.add_init_script("delete window.PublicKeyCredential")

    page.goto(f"{public}/sign-in/passkey/")

    page.get_by_text("This browser cannot use passkeys here").wait_for()
    assert page.get_by_role("button", name="Use the passkey").count() == 0
    page.get_by_role("link", name="With a code by mail").wait_for()


def test_a_passkey_that_does_not_answer_leaves_another_way(served, page):
    with without_any_passkey(page):
        page.goto(f"{served.facts['public_url'].rstrip('/')}/sign-in/passkey/")
        page.get_by_role("button", name="Use the passkey").click()

        page.get_by_text("The passkey did not answer.").wait_for()


@contextmanager
def without_any_passkey(page: Any) -> Any:
    page.add_init_script(
        "navigator.credentials.get = () => Promise.reject(new Error('not allowed'))"
    )
    yield


def by_password(page: Any, public: str, person: dict[str, str]) -> None:
    page.goto(f"{public}/sign-in/")
    page.get_by_label("E-mail address").fill(person["email"])
    page.get_by_label("Password").fill(person["password"])
    page.get_by_role("button", name="Sign in").click()


def sign_out(page: Any, public: str) -> None:
    page.context.clear_cookies()


def codes_on(page: Any) -> list[str]:
    return re.findall(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b", page.content())
