"""A program's token: made and replaced by who confirms it, narrowed, watched, and ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from tenants.actor import Actor
from tenants.models import Membership, PublicEntry
from tenants.rooms import public_room
from tests import world
from tests.jobs_run import run_jobs
from tests.users.confirming import confirmed
from users.models import ApiToken, User
from users.workflows.tokens import make_token, revoke_token, rotate_token

pytestmark = pytest.mark.django_db
HERE = "/api/v1/tokens/"
WISH = {"name": "Shop", "scopes": ["sales:read"], "days": 30}
FORM = {"name": "Shop", "verb": "read", "areas": ["sales"], "days": "30", "addresses": ""}


def made(person, **about):
    told = {"name": "Shop", "days": 30, "scopes": "write", **about}
    with public_room():
        return make_token(by=Actor(user=person.user), membership=person.membership, **told)


def program(person, **about):
    return world.api_client(person.home.host, made(person, **about)[1])


def lines(**about):
    with public_room():
        found = PublicEntry.objects.filter(verb__startswith="token.", **about).order_by("id")
        return list(found.values_list("verb", flat=True))


def kept(token):
    with public_room():
        return ApiToken.objects.select_related("replacement").get(pk=token.pk)


def accountant(tenant):
    with public_room():
        user = User.objects.create_user("ann@acme.example", world.PASSWORD, name="Ann")
        Membership.objects.create(tenant=tenant, user=user, role="accountant")
    return world.Person("ann@acme.example", tenant)


def test_a_token_is_made_on_a_page_shown_once_and_works(alice):
    answer = confirmed(alice.browser, alice.browser.post("/tokens/new/", FORM))

    with public_room():
        token = ApiToken.objects.get(name="Shop")
    secret = next(each for each in answer.content.decode().split() if token.prefix in each)
    secret = secret.partition(token.prefix)[2].partition("<")[0]
    client = world.api_client(alice.home.host, token.prefix + secret)
    assert client.get("/api/v1/invoices/").status_code == 200
    assert token.membership_id == alice.membership.pk
    assert (token.scopes, token.addresses) == ("sales:read", "")
    assert token.expires_at - token.created_at < timedelta(days=30, minutes=1)
    assert lines() == ["token.made"]
    for path in ("/tokens/", f"/tokens/{token.pk}/"):
        page = alice.browser.get(path).content.decode()
        assert token.prefix in page
        assert secret not in page


@pytest.mark.parametrize(
    ("scopes", "said"),
    [
        ("read", "may read everything"),
        ("read write", "may read and change everything"),
        ("sales:read", "may read: Sales"),
        ("items:write sales:read", "may read: Sales; may read and change: Items"),
    ],
)
def test_what_it_may_do_is_said_in_words(alice, scopes, said):
    wish = {**WISH, "scopes": scopes.split()}
    asked = alice.api.post(HERE, wish).json()["confirmation"]["says"]
    token, _ = made(alice, scopes=scopes)

    assert asked == f"Make a token for “Shop” ({said}; 30 days)?"
    assert f"<dd>{said}</dd>" in alice.browser.get(f"/tokens/{token.pk}/").content.decode()


def test_a_program_may_ask_for_a_token_and_a_person_confirms_it(alice):
    client = alice.api

    answer = client.post(HERE, WISH)
    assert answer.status_code == 202
    assert "Shop" in answer.json()["confirmation"]["says"]
    assert lines() == []
    told = confirmed(client, answer).json()["result"]

    fresh = world.api_client(alice.home.host, told["token"])
    assert fresh.get("/api/v1/invoices/").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"days": 366}, "days"),
        ({"days": 0}, "days"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"scopes": ["tenants:write"]}, "scopes"),
        ({"addresses": ["10.0.0.0/99"]}, "addresses"),
        ({"membership": "x"}, "membership"),
    ],
)
def test_what_is_asked_for_wrongly_is_told(alice, wrong, field):
    answer = alice.api.post(HERE, {**WISH, **wrong})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_charlie_and_who_may_not_find_nothing(acme, alice, bob, charlie):
    token, _ = made(alice)

    assert charlie.api_at(acme).get(HERE).status_code == 401
    assert charlie.at(acme).get("/tokens/").status_code == 404
    assert bob.api.get(HERE).json()["code"] == "not_allowed"
    assert bob.browser.get("/tokens/").status_code == 403
    assert charlie.api.get(f"{HERE}{token.pk}/").status_code == 404
    assert charlie.api.delete(f"{HERE}{token.pk}/").status_code == 404
    assert kept(token).is_live


def test_an_owner_sees_all_and_others_their_own(acme, alice):
    ann = accountant(acme)
    of_alice, _ = made(alice)
    of_ann, _ = made(ann)

    seen = {each["id"] for each in ann.api.get(HERE).json()["results"]}
    assert str(of_ann.pk) in seen
    assert str(of_alice.pk) not in seen
    assert ann.api.delete(f"{HERE}{of_alice.pk}/").status_code == 404
    assert alice.api.get(f"{HERE}{of_ann.pk}/").json()["acts_for"] == ann.email
    assert alice.api.delete(f"{HERE}{of_ann.pk}/").status_code == 204
    assert not kept(of_ann).is_live


def test_nobody_gets_a_secret_that_acts_for_somebody_else(acme, alice):
    token, _ = made(accountant(acme))

    answer = alice.api.post(f"{HERE}{token.pk}/rotation/", {"overlap_hours": 1})

    assert answer.status_code == 403
    assert alice.browser.post(f"/tokens/{token.pk}/", {"overlap_hours": "24"}).status_code == 403
    assert "Replace it" not in alice.browser.get(f"/tokens/{token.pk}/").content.decode()


@pytest.mark.parametrize(
    ("scopes", "reads", "writes"),
    [
        ("write", True, True),
        ("read", True, False),
        ("parties:read", True, False),
        ("parties:write", True, True),
        ("sales:write", False, False),
        ("sales:write parties:read", True, False),
    ],
)
def test_a_token_may_what_its_scopes_say(alice, scopes, reads, writes):
    client = program(alice, scopes=scopes)

    read = client.get("/api/v1/parties/")
    written = client.post("/api/v1/parties/", {"name": "SIA New", "country": "LV"})

    assert read.status_code == (200 if reads else 403)
    assert written.status_code == (201 if writes else 403)
    if not writes:
        assert written.json()["code"] == "not_allowed"


def test_a_token_never_may_more_than_its_person(bob):
    client = program(bob, scopes="write")

    assert client.put("/api/v1/company/", {}).status_code == 403
    with public_room():
        Membership.objects.filter(pk=bob.membership.pk).update(role="viewer")
    assert client.post("/api/v1/parties/", {"name": "X", "country": "LV"}).status_code == 403


def test_a_token_is_good_from_its_addresses_only(alice):
    token, secret = made(alice, addresses="192.0.2.0/24 2001:db8::/32")
    client = world.api_client(alice.home.host, secret)

    def ask(address):
        return client.get("/api/v1/parties/", REMOTE_ADDR=address)

    assert ask("192.0.2.9").status_code == 200
    assert ask("2001:db8::7").status_code == 200
    for _ in range(8):
        answer = ask("198.51.100.1")
        assert (answer.status_code, answer.json()["code"]) == (403, "token_address")
        assert answer["Content-Type"] == "application/problem+json"
    assert lines(client=token.prefix) == ["token.refused"] * 5
    assert kept(token).is_live


def test_an_address_that_a_client_makes_up_is_not_believed(alice, settings):
    client = program(alice, addresses="192.0.2.7/32")
    made_up = {"REMOTE_ADDR": "198.51.100.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}

    assert client.get("/api/v1/parties/", **made_up).status_code == 403
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # now our own proxy says so
    assert client.get("/api/v1/parties/", **made_up).status_code == 200


def test_the_last_use_is_written_once_an_hour(alice, django_assert_num_queries):
    token, secret = made(alice)
    client = world.api_client(alice.home.host, secret)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.get("/api/v1/schema/")
        first = kept(token).last_used_at
        assert first == timezone.now()
        clock.shift(timedelta(minutes=59))
        with django_assert_num_queries(1):  # who asks, in one query, and nothing is written
            client.get("/api/v1/schema/")
        assert kept(token).last_used_at == first
        clock.shift(timedelta(minutes=2))
        with django_assert_num_queries(2):
            client.get("/api/v1/schema/")
        assert kept(token).last_used_at == timezone.now()


@pytest.mark.django_db(transaction=True)
def test_a_suspended_workspace_is_read_by_programs_and_their_use_is_written(alice):
    from tenants.workflows.suspend import suspend  # changes the tenant's state

    token, secret = made(alice)
    with public_room():
        suspend(alice.home.id, by=Actor(client="kon_desk"), reason="unpaid")

    answer = world.api_client(alice.home.host, secret).get("/api/v1/parties/")

    assert answer.status_code == 200
    assert kept(token).last_used_at is not None


def test_a_token_is_replaced_and_both_live_for_a_while(alice):
    token, secret = made(alice, scopes="sales:read", addresses="127.0.0.1/32")
    asked = alice.browser.post(f"/tokens/{token.pk}/", {"overlap_hours": "24"})
    confirmed(alice.browser, asked)

    old = kept(token)
    fresh = old.successor
    assert (fresh.scopes, fresh.addresses, fresh.name) == (old.scopes, old.addresses, old.name)
    assert world.api_client(alice.home.host, secret).get("/api/v1/invoices/").status_code == 200
    assert f"replaced by {fresh.prefix}" in alice.browser.get("/tokens/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert world.api_client(alice.home.host, secret).get(HERE).status_code == 401
        assert kept(fresh).is_live
    assert lines() == ["token.made", "token.rotated"]


def test_two_are_live_at_most_and_a_week_together_at_most(alice):
    token, _ = made(alice)
    by = Actor(user=alice.user)
    with public_room():
        rotate_token(token.pk, overlap=timedelta(days=300), by=by)
    assert kept(token).expires_at <= timezone.now() + timedelta(days=7)

    answer = alice.api.post(f"{HERE}{token.pk}/rotation/", {"overlap_hours": 1})

    assert (answer.status_code, answer.json()["code"]) == (409, "two_live")


def test_a_revoked_token_opens_nothing_and_a_repeat_leaves_no_line(alice):
    token, secret = made(alice)

    for _ in range(2):
        assert alice.browser.post(f"/tokens/{token.pk}/revocation/").status_code == 302
        assert alice.api.delete(f"{HERE}{token.pk}/").status_code == 204

    assert world.api_client(alice.home.host, secret).get(HERE).status_code == 401
    assert lines() == ["token.made", "token.revoked"]


def test_a_token_that_was_seen_over_plain_http_is_told_of(alice, bob):
    token, secret = made(bob)
    client = world.Browser(headers={"host": f"{alice.home.host}:8080"})

    answer = super(world.OverTls, client).generic(
        "GET", "/api/v1/parties/", headers={"authorization": f"Bearer {secret}"}
    )
    run_jobs()

    assert answer.status_code == 403
    assert not kept(token).is_live
    told = {reader: letter.body for letter in mail.outbox for reader in letter.to}
    assert set(told) == {alice.email, bob.email}
    assert all(token.prefix in body and secret not in body for body in told.values())


def test_a_person_ends_all_programs_after_a_new_password(alice, charlie):
    of_alice, _ = made(alice)
    of_charlie, _ = made(charlie)
    page = alice.at(None).get("/tokens/").content.decode()
    assert of_alice.prefix in page
    assert of_charlie.prefix not in page
    assert alice.at(None).post(f"/tokens/{of_charlie.pk}/revocation/").status_code == 404

    alice.at(None).post("/tokens/revocation/")

    assert not kept(of_alice).is_live
    assert kept(of_charlie).is_live


def test_no_token_lives_longer_than_a_year_whoever_writes(alice):
    about = {"membership": alice.membership, "expires_at": timezone.now() + timedelta(days=367)}
    with public_room(), pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.make(name="x", **about)


def test_a_list_asks_the_same_of_one_and_of_three(alice, django_assert_num_queries):
    client = alice.api
    client.get(HERE)
    for _ in range(2):
        with django_assert_num_queries(3):  # who asks, how many, the tokens
            assert client.get(HERE).status_code == 200
        with public_room():
            for each in range(2):
                made(alice, name=f"more {each}")


def test_the_logbook_knows_no_secret(alice):
    token, secret = made(alice)
    with public_room():
        revoke_token(token, by=Actor(user=alice.user), why="test")
        said = str(list(PublicEntry.objects.values_list("subject", "client", "verb")))
        assert token.prefix in said
        assert secret[-20:] not in said
        assert secret not in str(list(ApiToken.objects.values()))


def test_a_new_password_leads_to_the_programs_that_go_on(alice, charlie):
    made(alice)
    fresh = "quite another passphrase of five"
    given = {"oldpassword": world.PASSWORD, "password1": fresh, "password2": fresh}

    led = [each.at(None).post("/password/", given)["Location"] for each in (alice, charlie)]

    assert led[0] == "/tokens/"
    assert led[1] != "/tokens/"
