"""The owner's pages about own addresses, on the public host."""

import pytest

from tenants.actor import Actor
from tenants.confirmed.own_domains import MAKE_PRIMARY
from tenants.models import Claim, Domain, PublicEntry
from tenants.rooms import public_room
from tenants.workflows.own_domains import claim_domain
from tests import world
from tests.jobs_run import run_jobs
from tests.tenants.own_domain import BOOKS, claimed, proven
from tests.users.confirming import confirmed, last_code, last_text
from users.models import Confirmation

pytestmark = pytest.mark.django_db
PAGE = "/workspaces/acme/domains/"


@pytest.fixture
def owner(alice):
    return alice.at(None)


def page_of(claim):
    return f"{PAGE}{claim.pk}/"


def verbs(tenant, user):
    with public_room():
        rows = PublicEntry.objects.filter(tenant=tenant, user=user, verb__startswith="domain.")
        return list(rows.order_by("id").values_list("verb", flat=True))


def test_an_owner_adds_an_address_sets_the_record_and_makes_it_the_main_one(
    alice, owner, acme, zone
):
    answer = owner.post(PAGE, {"host": "Books.Example.com"})
    claim = claimed(acme)
    assert answer["Location"] == page_of(claim)
    page = owner.get(page_of(claim)).content.decode()
    assert f"_kontor.{BOOKS}" in page
    assert claim.record_value in page
    assert 'hx-trigger="every 2s"' in page

    zone.proves(claim)
    run_jobs()
    page = owner.get(page_of(claim)).content.decode()
    assert "Make it the main address" in page
    assert "hx-trigger" not in page
    confirmed(owner, owner.post(f"{page_of(claim)}primary/"))
    assert f'href="https://{BOOKS}:8443/"' in owner.get("/workspaces/acme/").content.decode()
    owner.post(f"{PAGE}primary/")
    assert f'href="{acme.url}/"' in owner.get("/workspaces/acme/").content.decode()
    assert verbs(acme, alice.user) == ["domain.claimed"] + ["domain.made_primary"] * 2


def test_who_sits_at_an_owners_session_sends_nobody_to_a_host_of_theirs(alice, owner, acme, zone):
    """It is confirmed first; what it names is what becomes first."""
    claim = proven(acme, zone, Actor(user=alice.user))

    asked = owner.post(f"{page_of(claim)}primary/")
    said = last_text()
    wrong = f"{(int(last_code()) + 1) % 10**6:06}"
    owner.post(asked["Location"], {"code": wrong})

    assert said.startswith(f"Send the people of Acme Bakery to {BOOKS} from now on?")
    assert claimed(acme).is_primary is False
    assert owner.post(asked["Location"], {"cancel": "1"})["Location"] == page_of(claim)
    assert verbs(acme, alice.user)[-1] != "domain.made_primary"

    done = confirmed(owner, owner.post(f"{page_of(claim)}primary/"))
    assert (done["Location"], claimed(acme).is_primary) == (page_of(claim), True)
    again = owner.post(f"{page_of(claim)}primary/")
    assert again["Location"] == page_of(claim)
    assert verbs(acme, alice.user).count("domain.made_primary") == 1


def test_what_is_given_up_meanwhile_does_not_become_the_main_address(alice, owner, acme, zone):
    claim = proven(acme, zone, Actor(user=alice.user))
    asked = owner.post(f"{page_of(claim)}primary/")
    owner.post(f"{page_of(claim)}removal/")

    page = confirmed(owner, asked)

    assert page["Location"] == page_of(claim)
    with public_room():
        assert not Domain.objects.filter(domain=BOOKS).exists()


def test_what_is_not_proven_is_told_before_anything_is_to_be_confirmed(owner, acme, zone):
    owner.post(PAGE, {"host": BOOKS})
    claim = claimed(acme)

    assert owner.post(f"{page_of(claim)}primary/")["Location"] == page_of(claim)

    with public_room():
        assert not Confirmation.objects.exists()


def test_of_a_long_name_the_question_shows_whose_it_is():
    told = {"host": f"{'books-of-acme.' * 8}evil.example", "name": "Acme"}

    assert "…" in MAKE_PRIMARY.says(told)
    assert MAKE_PRIMARY.says(told).endswith("evil.example from now on?")


def test_the_record_can_be_looked_for_again(owner, acme, zone):
    owner.post(PAGE, {"host": BOOKS})
    run_jobs()
    claim = claimed(acme)
    assert "there is no such record" in owner.get(page_of(claim)).content.decode()
    with public_room():
        Claim.objects.update(asked_at=None)
    zone.proves(claim)
    assert owner.post(f"{page_of(claim)}proof/")["Location"] == page_of(claim)
    run_jobs()

    assert claimed(acme).is_proven


def test_an_address_is_removed_once(alice, owner, acme, zone):
    claim = proven(acme, zone, Actor(user=alice.user))
    assert owner.post(f"{page_of(claim)}removal/")["Location"] == PAGE
    assert owner.post(f"{page_of(claim)}removal/").status_code == 404
    with public_room():
        assert not Domain.objects.filter(domain=BOOKS).exists()


def test_what_is_wrong_with_a_name_stands_beside_it_and_nothing_typed_is_lost(owner, acme):
    answer = owner.post(PAGE, {"host": "https://books"}).content.decode()

    assert "Write the name alone" in answer
    assert 'value="https://books"' in answer
    with public_room():
        assert not Claim.objects.exists()


def test_a_record_that_is_missing_is_shown(alice, owner, acme, zone):
    claim = proven(acme, zone, Actor(user=alice.user))
    with public_room():
        claim.hear(Claim.Found.NO_RECORD)

    assert "record missing" in owner.get(PAGE).content.decode()
    assert "no longer leads to your workspace" in owner.get(page_of(claim)).content.decode()


@pytest.mark.parametrize("who", ["bob", "charlie"])
@pytest.mark.parametrize("path", ["", "{id}/", "{id}/proof/", "{id}/primary/", "{id}/removal/"])
def test_only_an_owner_finds_these_pages(request, acme, zone, alice, who, path):
    claim = proven(acme, zone, Actor(user=alice.user))
    browser = request.getfixturevalue(who).at(None)
    where = PAGE + path.format(id=claim.pk)

    answers = [browser.post(where, {"host": "other.example.com"}), browser.get(where)]

    assert {answer.status_code for answer in answers} <= {404, 405}
    with public_room():
        assert list(Domain.objects.filter(claim__isnull=False)) == [claim.domain]
        assert (Claim.objects.count(), claim.domain.is_primary) == (1, False)


def test_nobody_reaches_a_claim_by_way_of_another_workspace(charlie, acme, globex, zone, alice):
    claim = proven(acme, zone, Actor(user=alice.user))

    answer = charlie.at(None).post(f"/workspaces/globex/domains/{claim.pk}/removal/")

    assert (answer.status_code, claimed(acme).is_proven) == (404, True)


def test_a_stranger_is_asked_to_sign_in(acme):
    answer = world.stranger_at(None).get(PAGE)

    assert answer["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_for_one_and_for_three(
    owner, acme, count, django_assert_num_queries
):
    with public_room():
        for number in range(count):
            claim_domain(acme.id, host=f"b{number}.example.com", by=Actor(client="x"))
    with django_assert_num_queries(3):  # session, workspace, claims
        owner.get(PAGE)
