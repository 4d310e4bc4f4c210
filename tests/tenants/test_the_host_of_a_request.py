"""However a host is written, it is the same door."""

import pytest
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.test import RequestFactory

from tenants.hosts import host_of
from tests import world

ACME = "acme.kontor.localhost"


@pytest.mark.parametrize("written", [ACME, f"{ACME}:8443", "ACME.Kontor.localhost", f"{ACME}."])
def test_a_host_is_written_in_one_way(written):
    assert host_of(RequestFactory().get("/", headers={"host": written})) == ACME


def test_what_cannot_be_a_host_is_refused():
    with pytest.raises(DisallowedHost):
        host_of(RequestFactory().get("/", headers={"host": "evil_.example"}))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "unknown", ["evil.example", "nobody.kontor.localhost", "127.0.0.1", "[::1]"]
)
@pytest.mark.parametrize("path", ["/", "/sign-in/", "/api/v1/parties/", "/sign-out/"])
def test_at_an_unknown_host_there_is_nothing_not_even_a_session(
    alice, unknown, path, django_assert_max_num_queries
):
    browser = world.Browser(headers={"host": f"{unknown}:8443"})
    browser.cookies["__Host-sid"] = world.sign_in(alice.user, alice.home)
    with django_assert_max_num_queries(1):
        answer = browser.get(path)

    assert (answer.status_code, list(answer.cookies)) == (404, [])


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "lv", "ru", "kk"])
def test_a_visitor_who_is_lost_reads_it_in_their_language(language):
    browser = world.Browser(
        headers={"host": "nobody.kontor.localhost", "accept-language": language}
    )
    answer = browser.get("/", {"q": "<b>typed</b>"})
    page = answer.content.decode()

    assert (answer.status_code, answer["Content-Language"]) == (404, language)
    assert f'<html lang="{language}">' in page
    assert f'href="{settings.PUBLIC_URL.geturl()}/"' in page
    assert ("No workspace here" in page) is (language == "en")
    assert "typed" not in page
    assert "<form" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["ACME.kontor.localhost:8443", f"{ACME}.:8443"])
def test_the_workspace_answers_however_its_host_is_written(acme, written):
    answer = world.Browser(headers={"host": written}).get("/")

    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?path=%2F")
