"""A real browser in front of a whole Kontor."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import kontor
from tests.browser.onlooker import CookieWatch, Onlooker

PICTURES = kontor.ROOT / "var" / "pictures"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """Debian's Chromium. Without one the test is skipped, except in CI, where it must be there."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        assert not os.environ.get("CI"), "CI has to bring a browser"
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def served(tmp_path_factory: Any) -> Iterator[kontor.Kontor]:
    with kontor.served(tmp_path_factory.mktemp("kontor") / "state") as running:
        yield running


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: Any, call: Any) -> Any:
    """A test that fails leaves a picture of where it stood."""
    report = yield
    if report.when == "call" and report.failed and "page" in item.funcargs:
        PICTURES.mkdir(parents=True, exist_ok=True)
        item.funcargs["page"].screenshot(path=PICTURES / f"failed-{item.name}.png", full_page=True)
    return report


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(
        ignore_https_errors=True, locale="en-GB", viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(20_000)
    cookies = CookieWatch(context)
    opened = context.new_page()
    yield opened
    faults = cookies.faults()
    context.close()
    assert faults == []


@pytest.fixture
def onlooker(record_property: Any) -> Iterator[Onlooker]:
    """Pictures in var/pictures; in the end axe must have found nothing on any of the pages."""
    watching = Onlooker(PICTURES)
    yield watching
    record_property("figures", f"axe: {watching.pages} pages, {len(watching.findings)} findings")
    assert watching.findings == []


@pytest.fixture
def shoot(onlooker: Onlooker) -> Any:
    """Look at the page at the widths of a desk and of a phone."""
    return onlooker.look
