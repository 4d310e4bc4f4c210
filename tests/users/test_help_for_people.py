"""Staff begin a reset or a recovery for somebody, and can do nothing more."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core import mail

from tenants.models import PublicEntry
from tenants.rooms import public_room
from tests import world
from tests.addresses import PROVIDER, addresses
from tests.jobs_run import run_jobs
from tests.users.factors import add_app, signed_in
from users.models import ApiToken, FactorRecovery, User

pytestmark = pytest.mark.django_db

RESET, RECOVERY = "/api/v1/people/password-reset/", "/api/v1/people/factor-recovery/"
SIGN_OUT = "/api/v1/people/sign-out/"


@pytest.fixture
def provider(db):
    with public_room():
        return world.api_client(settings.PROVIDER_HOST, ApiToken.objects.make(name="desk")[1])


def test_a_reset_mails_the_link_and_changes_nothing(provider, alice):
    before = alice.user.password

    answer = provider.post(RESET, {"email": alice.email.upper()})
    again = provider.post(RESET, {"email": alice.email})

    assert (answer.status_code, answer.content) == (202, b"")
    assert again.status_code == 202
    run_jobs()
    [letter] = mail.outbox
    assert letter.to == [alice.email]
    assert letter.subject == "Choose a new password"
    with public_room():
        assert User.objects.get(pk=alice.user.pk).password == before
        line = PublicEntry.objects.filter(verb="password_reset.begun").first()
    assert line.user is None
    assert line.client
    assert line.subject == str(alice.user.pk)


def test_a_recovery_begins_once_and_says_when_it_opens(provider, alice):
    add_app(signed_in(alice.email))

    first = provider.post(RECOVERY, {"email": alice.email})
    again = provider.post(RECOVERY, {"email": alice.email})

    assert first.status_code == 200
    assert sorted(first.json()) == ["at", "opens_at"]
    assert again.json() == first.json()
    with public_room():
        begun = FactorRecovery.objects.get()
    assert (begun.person_id, begun.user_id) == (alice.user.pk, None)


def test_who_holds_no_factor_has_lost_none(provider, bob):
    answer = provider.post(RECOVERY, {"email": bob.email})

    assert (answer.status_code, answer.json()["code"]) == (409, "no_second_factor")


@pytest.mark.parametrize("path", [RESET, RECOVERY])
def test_nobody_else_can_ask_and_nobody_unknown_is_found(provider, acme, alice, path):
    unknown = provider.post(path, {"email": "nobody@acme.example"})
    more = provider.post(path, {"email": alice.email, "password": "quite another passphrase"})
    tenants = world.api_client(settings.PROVIDER_HOST, alice.token)
    nobody = world.api_client(settings.PROVIDER_HOST)

    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")
    assert (more.status_code, list(more.json()["fields"])) == (400, ["password"])
    assert tenants.post(path, {"email": alice.email}).status_code == 401
    assert nobody.post(path, {"email": alice.email}).status_code == 401
    run_jobs()
    assert mail.outbox == []


def test_no_address_of_the_provider_takes_a_password():
    paths = [each.path for each in addresses(PROVIDER) if "password" in each.path]

    assert paths == [RESET]


def test_staff_end_somebodys_sessions_on_every_host_and_they_are_told(provider, alice, bob, acme):
    pages = [(alice.at(None), "/security/"), (alice.at(acme), "/people/")]
    assert [page.get(path).status_code for page, path in pages] == [200, 200]
    assert bob.at(acme).get("/people/").status_code == 200

    answers = [provider.post(SIGN_OUT, {"email": alice.email}) for _ in range(2)]

    assert [(each.status_code, each.content) for each in answers] == [(204, b"")] * 2
    assert [page.get(path).status_code for page, path in pages] == [302, 302]
    assert bob.at(acme).get("/people/").status_code == 200
    run_jobs()
    [letter] = mail.outbox
    assert letter.to == [alice.email]
    assert "signed you out everywhere" in letter.body
    with public_room():
        [line] = PublicEntry.objects.filter(verb="session.all_ended")
    assert (line.subject, line.user) == (str(alice.user.pk), None)
    assert line.client


def test_nobody_else_ends_them(provider, alice, bob, acme):
    assert provider.post(SIGN_OUT, {"email": "nobody@acme.example"}).status_code == 404
    with public_room():
        reader = ApiToken.objects.make(name="eyes", scopes="people:read")[1]
    eyes = world.api_client(settings.PROVIDER_HOST, reader)
    assert eyes.post(SIGN_OUT, {"email": alice.email}).status_code == 403
    assert bob.api_at(acme).post(SIGN_OUT, {"email": alice.email}).status_code == 404
