"""What a proxy is told that fetches certificates on demand, and what a stranger is not."""

import logging

import pytest
from django.test import Client

from tenants.actor import Actor
from tenants.hosts import forget_hosts
from tenants.models import Tenant
from tenants.rooms import public_room
from tenants.workflows.close import close
from tenants.workflows.own_domains import claim_domain
from tests import world
from tests.tenants.own_domain import BOOKS, proven

pytestmark = pytest.mark.django_db
PROVIDER = Actor(client="prov")
SECRET = "what-only-the-proxy-knows"


@pytest.fixture
def ask(settings):
    settings.CERTIFICATE_SECRET = SECRET
    client = Client(headers={"host": "127.0.0.1:8080"})  # plain, as a proxy beside us asks

    def ask(domain, secret=SECRET):
        forget_hosts()
        return client.get(f"/certificates/{secret}/", {"domain": domain})

    return ask


@pytest.mark.parametrize(
    ("domain", "status"),
    [
        ("acme.kontor.localhost", 200),
        ("ACME.kontor.localhost.", 200),
        ("kontor.localhost", 200),
        ("provider.kontor.localhost", 200),
        (BOOKS, 200),
        ("claimed.example.com", 404),
        ("nobody.kontor.localhost", 404),
        ("evil.example", 404),
        ("", 404),
        ("x" * 5000, 404),
        ("b\x00oks.example.com", 404),
    ],
)
def test_the_hosts_that_lead_somewhere_may_have_one(ask, acme, zone, domain, status):
    proven(acme, zone, PROVIDER)
    with public_room():
        claim_domain(acme.id, host="claimed.example.com", by=PROVIDER)
    answer = ask(domain)

    assert (answer.status_code, answer.content, list(answer.cookies)) == (status, b"", [])


@pytest.mark.parametrize(
    "shut",
    [
        lambda acme: close(acme.id, by=PROVIDER),
        lambda acme: Tenant.objects.filter(pk=acme.pk).update(state=Tenant.State.ERASING),
    ],
    ids=["closed", "erasing"],
)
def test_the_host_of_a_closed_tenant_gets_none(ask, acme, zone, shut):
    proven(acme, zone, PROVIDER)
    with public_room():
        shut(acme)

    assert (ask(BOOKS).status_code, ask(acme.host).status_code) == (404, 404)


@pytest.mark.parametrize("secret", ["", "wrong", SECRET[:-1], f"{SECRET}x", "%00", "ключ"])
def test_without_the_secret_nothing_is_told(ask, acme, zone, secret):
    """A domain that is there and one that is not look the same."""
    proven(acme, zone, PROVIDER)
    known, unknown = ask(BOOKS, secret), ask("evil.example", secret)

    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert known.status_code in (403, 404)


def test_where_no_secret_is_set_nobody_is_answered(ask, acme, settings):
    settings.CERTIFICATE_SECRET = ""

    assert ask(acme.host).status_code == 403
    assert ask(acme.host, secret="").status_code == 403


def test_over_tls_the_address_is_like_any_other(settings, acme):
    stranger = world.stranger_at(None)
    assert stranger.get("/certificates/wrong/", {"domain": acme.host}).status_code == 404


def test_the_answer_takes_one_query_or_none_and_leaves_no_line(
    ask, acme, caplog, django_assert_num_queries
):
    client = Client(headers={"host": "127.0.0.1:8080"})
    forget_hosts()
    with caplog.at_level(logging.DEBUG), django_assert_num_queries(2):
        for domain in (acme.host, acme.host, "evil.example", "evil.example"):
            client.get(f"/certificates/{SECRET}/", {"domain": domain})

    assert SECRET not in caplog.text
