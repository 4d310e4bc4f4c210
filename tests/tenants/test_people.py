"""The room "People": who has a key, who is asked in; on pages and by API."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core import mail

from tenants.forms.people import MAY
from tenants.models import Departure, Invitation, Membership, PublicEntry
from tenants.models.membership import Role
from tenants.rooms import public_room
from tests import world
from tests.jobs_run import run_jobs
from tests.users.confirming import confirmed, last_code, last_text
from users.models import User

pytestmark = pytest.mark.django_db
DAISY = "daisy@acme.example"
MEMBERS, INVITATIONS = "/api/v1/members/", "/api/v1/invitations/"


def key_of(person):
    with public_room():
        return Membership.objects.filter(user=person.user, tenant=person.home).first()


def lines(tenant, *verbs):
    with public_room():
        found = PublicEntry.objects.filter(tenant=tenant, verb__in=verbs).order_by("id")
        return list(found.values_list("verb", flat=True))


def waiting(tenant):
    with public_room():
        return list(Invitation.objects.open().filter(tenant=tenant))


def letters_to(email):
    run_jobs()
    return [letter for letter in mail.outbox if letter.to == [email]]


def test_everybody_sees_who_is_here_and_owners_see_more(alice, bob):
    for person in (alice, bob):
        page = person.browser.get("/people/").content.decode()
        assert "alice@acme.example" in page
        assert "bob@acme.example" in page
        assert ("Second factor" in page) is (person is alice)
        assert ("/people/invite/" in page) is (person is alice)
    told = {each["name"]: each for each in alice.api.get(MEMBERS).json()["results"]}
    assert told["Bob"]["role"] == "sales"
    assert told["Bob"]["has_second_factor"] is False
    seen = bob.api.get(MEMBERS).json()["results"]
    assert {each["has_second_factor"] for each in seen} == {None}


def test_where_a_role_is_chosen_each_is_explained(alice, bob):
    pages = ["/people/invite/", f"/people/{key_of(bob).pk}/"]
    texts = [unescape(alice.browser.get(page).content.decode()) for page in pages]

    assert list(MAY) == list(Role)
    assert [str(may) for may in MAY.values() for text in texts if str(may) not in text] == []


def test_somebody_is_asked_in_on_a_page_in_a_language(alice, acme):
    page = alice.browser.post(
        "/people/invite/", {"email": DAISY, "role": "viewer", "language": "ru"}
    )

    assert page["Location"] == "/people/"
    [invitation] = waiting(acme)
    assert (invitation.role, invitation.language) == ("viewer", "ru")
    [letter] = letters_to(DAISY)
    assert re.search("[а-я]{4}", letter.body)
    assert "Alice (alice@acme.example)" in letter.body
    link = re.search(r"https://\S+", letter.body).group().partition(":8443")[2]
    page = world.stranger_at(None).get(link, headers={"accept-language": "en"})
    said = "Alice (alice@acme.example) invites you to the workspace of Acme Bakery."
    assert f"<p>{said} Your role there: viewer.</p>" in page.content.decode()
    assert DAISY in alice.browser.get("/people/").content.decode()
    assert lines(acme, "invitation.made") == ["invitation.made"]


def test_an_invitation_is_sent_again_and_the_older_link_stops_working(alice, acme):
    made = alice.api.post(INVITATIONS, {"email": DAISY, "role": "sales", "language": "en"})
    [first] = letters_to(DAISY)
    here = f"{INVITATIONS}{made.json()['id']}/"

    assert alice.api.put(f"{here}letter/").status_code == 202
    first, second = letters_to(DAISY)

    links = [re.search(r"https://\S+", each.body).group() for each in (first, second)]
    stranger = world.stranger_at(None)
    found = [stranger.get(each.partition(":8443")[2]).status_code for each in links]
    assert found == [404, 200]
    assert lines(acme, "invitation.sent_again") == ["invitation.sent_again"]


def test_a_withdrawn_invitation_opens_nothing(alice, acme):
    made = alice.api.post(INVITATIONS, {"email": DAISY, "role": "sales"}).json()
    [letter] = letters_to(DAISY)
    link = re.search(r"https://\S+", letter.body).group()

    assert alice.api.delete(f"{INVITATIONS}{made['id']}/").status_code == 204

    assert alice.api.delete(f"{INVITATIONS}{made['id']}/").status_code == 404
    assert world.stranger_at(None).get(link.partition(":8443")[2]).status_code == 404
    assert waiting(acme) == []
    assert lines(acme, "invitation.withdrawn") == ["invitation.withdrawn"]


def test_who_has_a_key_is_not_asked_in(alice, acme):
    answer = alice.api.post(INVITATIONS, {"email": "BOB@acme.example", "role": "viewer"})

    assert (answer.status_code, answer.json()["code"]) == (409, "already_member")
    assert waiting(acme) == []


def test_nobody_is_flooded_with_invitations(alice):
    made = alice.api.post(INVITATIONS, {"email": DAISY, "role": "sales"}).json()
    answers = [alice.api.put(f"{INVITATIONS}{made['id']}/letter/") for _ in range(5)]

    assert [each.status_code for each in answers] == [202] * 4 + [429]
    assert answers[-1].json()["code"] == "too_many_invitations"


def test_a_role_is_changed(alice, bob):
    here = f"{MEMBERS}{bob.membership.pk}/"

    assert alice.api.put(f"{here}role/", {"role": "viewer"}).json()["role"] == "viewer"
    assert alice.browser.post(f"/people/{bob.membership.pk}/", {"role": "purchaser"})["Location"]

    assert key_of(bob).role == "purchaser"
    verbs = ["membership.made_viewer", "membership.made_purchaser"]
    assert lines(alice.home, *verbs) == verbs


def test_to_make_an_owner_is_confirmed(alice, bob):
    page = alice.browser.post(f"/people/{bob.membership.pk}/", {"role": "owner"})
    assert key_of(bob).role == "sales"
    assert "Bob" in last_text()

    confirmed(alice.browser, page)

    assert key_of(bob).role == "owner"


@pytest.fixture
def other_owner(bob):
    """Bob is one as well."""
    with public_room():
        Membership.objects.filter(pk=bob.membership.pk).update(role="owner")
    return bob


def test_no_owner_is_lowered_or_thrown_out_by_another_without_a_proof(alice, other_owner):
    here = f"/people/{other_owner.membership.pk}/"
    asked = [
        (alice.browser.post(here, {"role": "viewer"}), "Bob (bob@acme.example) an owner no more"),
        (
            alice.browser.post(f"{here}removal/"),
            "Take the key of the owner Bob (bob@acme.example)?",
        ),
    ]
    for page, question in asked:
        assert question in unescape(alice.browser.get(page["Location"]).content.decode())
        alice.browser.post(page["Location"], {"code": "000000"})
    assert key_of(other_owner).role == "owner"
    assert lines(alice.home, "membership.made_viewer", "membership.taken") == []

    lowered = confirmed(alice.browser, alice.browser.post(here, {"role": "viewer"}))

    assert (lowered["Location"], key_of(other_owner).role) == ("/people/", "viewer")


def test_an_owners_key_is_taken_once_it_is_confirmed(alice, other_owner):
    here = f"/people/{other_owner.membership.pk}/removal/"

    done = confirmed(alice.browser, alice.browser.post(here))

    assert (done["Location"], key_of(other_owner)) == ("/people/", None)
    assert lines(alice.home, "membership.taken") == ["membership.taken"]


@pytest.mark.parametrize("what", ["lowered", "removed"])
def test_so_it_is_by_api(alice, other_owner, what):
    """Of a session and of a program."""
    here = f"{MEMBERS}{other_owner.membership.pk}/"
    for client in (alice.browser, alice.api):
        if what == "lowered":
            asked = client.put(f"{here}role/", {"role": "sales"}, content_type="application/json")
        else:
            asked = client.delete(here)
        assert (asked.status_code, key_of(other_owner).role) == (202, "owner")

    done = confirmed(alice.api, asked)

    assert done.json()["result"] == {"id": str(other_owner.membership.pk)}
    assert (key_of(other_owner) and key_of(other_owner).role) == (
        "sales" if what == "lowered" else None
    )


def test_a_program_lowers_its_own_person_only_once_they_confirm_it(alice, other_owner):
    asked = alice.api.put(f"{MEMBERS}{alice.membership.pk}/role/", {"role": "sales"})
    gone = alice.api.delete(f"{MEMBERS}{alice.membership.pk}/")

    assert (asked.status_code, gone.status_code) == (202, 202)
    assert key_of(alice).role == "owner"


def test_one_lowers_oneself_and_leaves_as_before(alice, other_owner):
    page = alice.browser.post(f"/people/{alice.membership.pk}/", {"role": "sales"})
    left = other_owner.browser.post(f"/people/{alice.membership.pk}/removal/")

    assert (page["Location"], left["Location"]) == ("/people/", "/people/")
    assert key_of(alice) is None


def test_to_give_an_owner_the_role_of_an_owner_asks_nothing(alice, other_owner):
    here = f"{MEMBERS}{other_owner.membership.pk}/role/"

    assert alice.api.put(here, {"role": "owner"}).json()["role"] == "owner"


def test_who_lost_the_role_meanwhile_throws_out_nobody(alice, other_owner):
    asked = alice.browser.post(f"/people/{other_owner.membership.pk}/removal/")
    code = last_code()
    with public_room():
        Membership.objects.filter(pk=alice.membership.pk).update(role="sales")

    confirmed(alice.browser, asked, code)

    assert key_of(other_owner).role == "owner"


def test_an_owner_is_made_by_api_once_it_is_confirmed(alice, bob, acme):
    answer = alice.api.put(f"{MEMBERS}{bob.membership.pk}/role/", {"role": "owner"})
    assert (answer.status_code, key_of(bob).role) == (202, "sales")
    confirmed(alice.api, answer)
    assert key_of(bob).role == "owner"

    asked = alice.api.post(INVITATIONS, {"email": DAISY, "role": "owner"})
    assert (asked.status_code, waiting(acme)) == (202, [])
    assert DAISY in last_text()
    confirmed(alice.api, asked)
    assert [each.role for each in waiting(acme)] == ["owner"]


def test_the_last_owner_is_told_so(alice):
    here = f"{MEMBERS}{alice.membership.pk}/"
    for answer in (
        alice.api.delete(here),
        alice.api.put(f"{here}role/", {"role": "sales"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "last_owner")
    page = alice.browser.post(f"/people/{alice.membership.pk}/", {"role": "sales"})
    assert "needs an owner" in page.content.decode()
    page = alice.at(None).post("/workspaces/acme/leave/", {"slug": "acme"})
    assert "needs an owner" in page.content.decode()
    alice.browser.post(f"/people/{alice.membership.pk}/removal/")
    assert "needs an owner" in alice.browser.get("/people/").content.decode()
    assert key_of(alice).role == "owner"


def test_a_key_is_taken_on_a_page_that_says_what_happens(alice, bob):
    assert bob.token
    here = f"/people/{bob.membership.pk}/removal/"
    assert "1 program" in alice.browser.get(here).content.decode()

    assert alice.browser.post(here)["Location"] == "/people/"

    assert key_of(bob) is None
    assert alice.browser.post(here).status_code == 404
    assert alice.api.delete(f"{MEMBERS}{bob.membership.pk}/").status_code == 404


def test_anybody_may_leave_from_the_public_host_once_the_name_is_typed(bob):
    page = bob.at(None).post("/workspaces/acme/leave/", {"slug": "globex"})
    assert (page.status_code, key_of(bob) is None) == (200, False)

    page = bob.at(None).post("/workspaces/acme/leave/", {"slug": "acme"})

    assert page["Location"] == "/"
    assert key_of(bob) is None
    assert lines(bob.home, "membership.given_up") == ["membership.given_up"]
    assert bob.at(None).get("/workspaces/acme/leave/").status_code == 404


def test_one_may_give_up_the_own_key_by_a_session_but_not_by_a_program(bob):
    here = f"{MEMBERS}{bob.membership.pk}/"
    assert bob.api.delete(here).status_code == 403
    assert bob.browser.delete(here).status_code == 204
    assert key_of(bob) is None


def test_charlie_finds_nobody_of_acme(acme, alice, bob, charlie):
    alice.api.post(INVITATIONS, {"email": DAISY, "role": "sales"})
    [invitation] = waiting(acme)
    there = [
        f"{MEMBERS}{bob.membership.pk}/",
        f"{MEMBERS}{bob.membership.pk}/role/",
        f"{INVITATIONS}{invitation.pk}/",
    ]
    assert charlie.api_at(acme).get(MEMBERS).status_code == 401
    assert charlie.at(acme).get("/people/").status_code == 404
    assert charlie.at(None).get("/workspaces/acme/leave/").status_code == 404
    for path in there:
        assert charlie.api.delete(path).status_code in (404, 405)
        assert charlie.api.put(path, {"role": "viewer"}).status_code in (404, 405)
    assert key_of(bob).role == "sales"
    assert waiting(acme) == [invitation]


def test_who_is_asked_in_again_gets_the_same_key_with_the_new_role(alice, bob):
    before = bob.membership.pk
    alice.browser.post(f"/people/{before}/removal/")
    with public_room():
        assert Departure.objects.filter(membership_id=before).exists()
    alice.api.post(INVITATIONS, {"email": bob.email, "role": "viewer", "language": "en"})
    [letter] = letters_to(bob.email)
    link = re.search(r"https://\S+", letter.body).group().partition(":8443")[2]

    bob.at(None).post(link)

    assert (key_of(bob).pk, key_of(bob).role) == (before, "viewer")


@pytest.mark.parametrize(
    ("path", "queries"),
    [(MEMBERS, 3), (INVITATIONS, 3), ("/people/", 3)],  # who asks, how many or who, and the rows
)
def test_a_list_asks_the_same_of_one_and_of_three(
    alice, acme, django_assert_num_queries, path, queries
):
    client = alice.api if path.startswith("/api/") else alice.browser
    client.get(path)
    for number in range(1, 4, 2):
        with public_room():
            for each in range(number):
                email = f"{number}{each}@acme.example"
                Invitation.objects.waiting_or_new(acme, email, "viewer", "en")
                user = User.objects.create_user(email, name="More")
                Membership.objects.create(tenant=acme, user=user, role="viewer")
        with django_assert_num_queries(queries):
            assert client.get(path).status_code == 200


def test_a_purchaser_is_not_led_to_the_money(bob):
    with public_room():
        Membership.objects.filter(pk=bob.membership.pk).update(role="purchaser")
    page = bob.browser.get("/").content.decode()

    assert "/money/" not in page
    assert "/imports/" not in page
    assert bob.browser.get("/money/").status_code == 403
