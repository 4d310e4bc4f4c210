"""A form that comes without its token is refused, and the page says what to do about it."""

import pytest

from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def suspicious(alice):
    """Alice's browser, with the check that test clients leave out."""
    alice.browser.handler.enforce_csrf_checks = True
    return alice.browser


def test_the_page_asks_to_send_the_form_again(suspicious):
    answer = suspicious.post("/parties/new/", {"name": "Rimi"}, headers={"accept-language": "en"})

    assert answer.status_code == 403
    page = answer.content.decode()
    assert "<h1>Please send it again</h1>" in page
    assert "Nothing was changed. Go back, load the page again" in page
    assert "your role" not in page


def test_a_program_is_told_in_its_own_words(suspicious):
    answer = suspicious.post("/api/v1/parties/", {"name": "Rimi"})

    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"


def test_a_stranger_s_form_at_the_sign_in_is_refused_alike(db):
    browser = world.stranger_at(None)
    browser.handler.enforce_csrf_checks = True

    answer = browser.post(
        "/sign-in/", {"login": "alice@acme.example"}, headers={"accept-language": "en"}
    )

    assert answer.status_code == 403
    assert "<h1>Please send it again</h1>" in answer.content.decode()
