"""Staff signs in with a passkey in a real browser, and helps somebody who cannot get in."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_passkeys import authenticator
from tests.users.factors import code_of

__all__ = ["authenticator"]


@pytest.fixture
def kim(served: Any) -> Any:
    return served.facts["staff"]


def test_staff_signs_in_with_a_second_step_and_helps_somebody(
    served, page, authenticator, kim, onlooker
):
    onlooker.listen(page)
    console = served.facts["provider_url"].rstrip("/")
    bob = next(one for one in served.facts["people"] if one["name"] == "Bob")
    page.goto(f"{console}/people/")
    page.get_by_label("E-mail address").fill(kim["email"])
    page.get_by_label("Password").fill(kim["password"])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="The second step").wait_for()
    page.get_by_label("Code").fill(code_of(kim["app_key"]))
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("heading", name="People", exact=True).wait_for()
    assert page.url == f"{console}/people/"
    onlooker.look(page, "console-people", schemes=("light", "dark"))

    page.get_by_label("E-mail address").fill(bob["email"])
    page.get_by_role("button", name="Mail a link to a new password").click()
    page.get_by_text("A link to a new password is on its way to").wait_for()
    assert letter_to(served, bob["email"], naming="Choose a new password")

    for name, heading, path in (
        ("Workspaces", "Workspaces", "/workspaces/"),
        ("Programs", "Programs", "/programs/"),
        ("Staff", "Staff", "/staff/"),
    ):
        page.get_by_role("link", name=name, exact=True).first.click()
        page.get_by_role("heading", name=heading, exact=True).wait_for()
        assert page.url == f"{console}{path}"
        onlooker.look(page, f"console-{name.lower()}")
    page.goto(f"{console}/workspaces/?q=acme")
    page.get_by_role("link", name="Maiznīca Acme").click()
    page.get_by_role("link", name="Suspend…").wait_for()
    onlooker.look(page, "console-workspace")
    page.goto(f"{console}/staff/new/")
    onlooker.look(page, "console-staff-new")

    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/signed-out/**")
    page.goto(f"{console}/")
    page.get_by_label("Password").wait_for()
    assert onlooker.complaints == []


def letter_to(served: Any, address: str, *, naming: str) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for mail in Path(served.facts["outbox_dir"]).glob("*.eml"):
            text = mail.read_text(encoding="utf-8")
            if f"To: {address}" in text and naming in text:
                return True
        time.sleep(0.2)
    return False
