"""A workspace answers its members; everybody else learns nothing."""

import pytest

from tests import world

pytestmark = pytest.mark.django_db


def test_an_anonymous_page_leads_to_the_sign_in(acme):
    response = world.stranger_at(acme).get("/invoices/?page=2")

    assert response.status_code == 302
    assert response["Location"] == "/sign-in/?path=%2Finvoices%2F%3Fpage%3D2"


def test_an_anonymous_call_is_401(acme):
    response = world.api_client(acme.host).get("/api/v1/parties/")

    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"


def test_somebody_without_a_key_finds_nothing(acme, charlie):
    assert charlie.at(acme).get("/").status_code == 404
    assert charlie.at(acme).get("/api/v1/parties/").status_code == 404


def test_a_session_of_another_host_counts_as_anonymous(acme, charlie, alice, globex):
    stolen = charlie.at(acme)
    stolen.cookies["__Host-sid"] = world.sign_in(alice.user, globex)

    assert stolen.get("/").status_code == 302
    assert stolen.get("/api/v1/parties/").status_code == 401


def test_a_token_of_another_tenant_counts_as_anonymous(acme, charlie):
    assert charlie.api_at(acme).get("/api/v1/parties/").status_code == 401


def test_session_user_and_membership_are_one_query(alice, django_assert_num_queries):
    browser = alice.browser
    browser.get("/nothing-here/")
    with django_assert_num_queries(1):
        assert browser.get("/nothing-here/").status_code == 404


def test_an_unknown_host_is_404(db):
    nobody = world.Browser(headers={"host": "nobody.kontor.localhost:8443"})

    assert nobody.get("/").status_code == 404
