"""The public host has an API of its own, with its document and its page."""

import pytest

from tests import world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/api/v1/schema/", "/api/v1/docs/"])
def test_who_is_signed_in_reads_what_it_answers(alice, path):
    assert "/api/v1/confirmations/" in alice.at(None).get(path).content.decode()
    assert world.stranger_at(None).get(path).status_code in (200, 302, 401)
