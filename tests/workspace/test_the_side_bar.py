"""The side bar leads to every room of the business, and says where one stands."""

from __future__ import annotations

import re

import pytest

from tests import world

pytestmark = pytest.mark.django_db

ROOMS = [
    "/",
    "/invoices/",
    "/money/",
    "/parties/",
    "/items/",
    "/imports/",
    "/people/",
    "/settings/",
]


def leads_to(page):
    [bar] = re.findall(r'<ul class="rooms-list">.*?</ul>', page.content.decode(), re.DOTALL)
    return re.findall(r'<a href="([^"]+)"( aria-current="page")?>', bar)


@pytest.mark.parametrize("path", ROOMS)
def test_every_room_is_led_to_and_one_is_here(alice, path):
    here = [url for url, current in leads_to(alice.browser.get(path)) if current]

    assert [url for url, _ in leads_to(alice.browser.get(path))] == ROOMS
    assert here == [path]


def test_a_page_inside_a_room_belongs_to_the_room(alice):
    here = [url for url, current in leads_to(alice.browser.get("/parties/new/")) if current]

    assert here == ["/parties/"]


def test_outside_a_workspace_there_are_no_rooms(alice):
    assert alice.at(None).get("/").context["navigation"] == []
    assert world.stranger_at(None).get("/").context["navigation"] == []
