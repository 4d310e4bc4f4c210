"""The console's pages: each role opens its rooms, helps, and learns nothing more than the API tells."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.actor import Actor
from tenants.models import PublicEntry, Tenant
from tenants.rooms import public_room
from tests import world
from tests.addresses import PROVIDER, addresses
from tests.jobs_run import run_jobs
from tests.users.confirming import last_code
from tests.users.factors import text_of
from tests.users.staff import make_staff, on_pages
from users.models import ApiToken, FactorRecovery, Staff, StaffRole
from users.workflows.staff import take_staff

pytestmark = pytest.mark.django_db
NOWHERE = "01890000-0000-7000-8000-000000000000"
AREA_OF = {
    "/workspaces/{id}/subscription/": ("billing", False),
    "/workspaces/{id}/suspension/": ("tenants", True),
    "/workspaces/{id}/lift/": ("tenants", True),
    "/workspaces/": ("tenants", False),
    "/people/": ("people", True),
    "/staff/new/": ("staff", True),
    "/staff/{person_id}/": ("staff", True),
    "/staff/": ("staff", False),
    "/programs/new/": ("tokens", True),
    "/programs/{token_id}/revocation/": ("tokens", True),
    "/programs/": ("tokens", False),
}
FOR_EVERY_ROLE = {"/", "/sign-in/", "/enter/", "/sign-out/", "/language/"}


@pytest.fixture(autouse=True)
def _outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"


def letters_to(member):
    """Their subjects, after all jobs have run."""
    run_jobs()
    return [letter.subject for letter in mail.outbox if letter.to == [member.email]]


def pages():
    for each in addresses(PROVIDER):
        if not each.is_api and each.path not in FOR_EVERY_ROLE and "confirm" not in each.path:
            found = next(need for start, need in AREA_OF.items() if each.path.startswith(start))
            yield each.filled(dict.fromkeys(each.wants, NOWHERE)), *found


@pytest.mark.parametrize("role", StaffRole.values)
def test_each_role_opens_its_rooms_and_nothing_else(alice, role):
    browser = on_pages(make_staff(alice.user, role))
    wrong = []
    for path, area, writes in pages():
        answer = browser.get(path)
        if answer.status_code == 405:
            answer = browser.post(path)
        if StaffRole(role).may(area, writes=writes) is (answer.status_code == 403):
            wrong.append(f"{role} {path}: {answer.status_code}")
    home = browser.get("/").content.decode()
    assert wrong == []
    assert ('href="/people/"' in home) is (role != "billing")
    assert ('href="/staff/"' in home) is (role == "operations")
    assert len(list(pages())) >= 12


def test_who_is_no_staff_is_led_to_the_sign_in(alice):
    for browser in (on_pages(alice.user), world.Browser(headers={"host": HOST})):
        for path in ["/", *(path for path, *_ in pages())]:
            for method in (browser.get, browser.post):
                answer = method(path)
                assert answer.status_code == 302, path
                assert answer["Location"].startswith("/sign-in/?path="), path


HOST = f"{settings.PROVIDER_HOST}:8443"


# --- People -------------------------------------------------------------------------------------


def test_support_begins_a_reset_that_only_the_person_can_end(alice, bob):
    browser = on_pages(make_staff(alice.user, "support"))

    page = browser.post("/people/", {"email": bob.email, "begin": "reset"}, follow=True)

    assert "is on its way to bob@acme.example" in text_of(page)
    assert letters_to(bob) == ["Choose a new password"]
    assert len(letters_to(alice)) == 1  # that she is staff
    with public_room():
        line = PublicEntry.objects.get(verb="password_reset.begun")
    assert (line.user_id, line.client, line.subject) == (
        alice.user.pk,
        "staff",
        str(bob.user.pk),
    )


def test_support_begins_the_waiting_time_of_a_lost_factor(alice, bob, charlie):
    make_staff(bob.user)  # has an app
    browser = on_pages(make_staff(alice.user, "support"))

    browser.post("/people/", {"email": bob.email, "begin": "recovery"})
    none = browser.post("/people/", {"email": charlie.email, "begin": "recovery"})

    assert "there is none to be lost" in text_of(none)
    with public_room():
        begun = FactorRecovery.objects.get()
    assert (begun.person_id, begun.user_id, begun.client) == (bob.user.pk, alice.user.pk, "staff")


def test_support_signs_somebody_out_everywhere(alice, bob, acme):
    browser, theirs = on_pages(make_staff(alice.user, "support")), bob.at(None)
    assert theirs.get("/devices/").status_code == 200

    page = browser.post("/people/", {"email": bob.email, "begin": "sign-out"}, follow=True)

    assert "bob@acme.example is signed out everywhere." in text_of(page)
    assert theirs.get("/devices/").status_code == 302
    with public_room():
        line = PublicEntry.objects.get(verb="session.all_ended")
    assert (line.user_id, line.client) == (alice.user.pk, "staff")


def test_who_signs_themselves_out_there_is_out_there_too(alice):
    browser = on_pages(make_staff(alice.user, "support"))

    browser.post("/people/", {"email": alice.email, "begin": "sign-out"})

    assert browser.get("/people/").status_code == 302


def test_of_somebody_unknown_it_says_so_and_does_nothing(alice):
    browser = on_pages(make_staff(alice.user, "support"))

    page = browser.post("/people/", {"email": "nobody@acme.example", "begin": "reset"})
    part = browser.post("/people/", {"email": "acme.example", "begin": "reset"})

    assert "Nobody signs in with this address." in text_of(page)
    assert "valid e-mail address" in text_of(part).replace("email", "e-mail")
    assert letters_to(alice) == ["You work for the provider of Kontor"]
    assert len(mail.outbox) == 1


# --- Staff --------------------------------------------------------------------------------------


def test_somebody_is_let_in_with_a_code_and_sent_away(alice, bob):
    browser = on_pages(make_staff(alice.user))

    asked = browser.post("/staff/new/", {"email": bob.email, "role": "support"})
    page = browser.get(asked["Location"])
    assert "Let Bob (bob@acme.example) work for the provider, as support?" in text_of(page)
    browser.post(asked["Location"], {"send": "1"})
    done = browser.post(asked["Location"], {"code": last_code()}, follow=True)
    assert "Bob is staff from now on." in text_of(done)
    with public_room():
        assert Staff.objects.role_of(bob.user) == StaffRole.SUPPORT

    away = f"/staff/{bob.user.pk}/removal/"
    assert "Bob is staff no more?" in text_of(browser.get(away))
    asked = browser.post(away)
    with public_room():
        assert Staff.objects.role_of(bob.user) == StaffRole.SUPPORT
    browser.post(asked["Location"], {"send": "1"})
    done = browser.post(asked["Location"], {"code": last_code()}, follow=True)
    assert "Bob is staff no more." in text_of(done)
    assert browser.post(away).status_code == 404
    with public_room():
        assert Staff.objects.role_of(bob.user) is None


def test_who_is_let_in_gets_another_role_or_is_sent_away_reads_it(alice, bob):
    make_staff(alice.user)
    make_staff(bob.user, "support")
    make_staff(bob.user, "support")
    make_staff(bob.user, "billing")
    with public_room():
        for _ in range(2):
            take_staff(bob.user.pk, by=Actor(client="test"))

    let_in = "You work for the provider of Kontor"
    assert sorted(letters_to(bob)) == [
        "You no longer work for the provider of Kontor",
        let_in,
        let_in,
    ]
    said = sorted(each.body for each in mail.outbox if each.to == [bob.email])
    assert sum("as support." in each for each in said) == 1
    assert sum("as billing." in each for each in said) == 1
    assert sum("https://kontor.localhost:8443/console/" in each for each in said) == 2


def test_the_start_of_the_public_host_leads_staff_to_the_console_for_one_query(alice, bob):
    make_staff(alice.user)
    asked = {}
    for member in (alice, bob):
        browser = member.at(None)
        browser.get("/")
        with CaptureQueriesContext(connection) as queries:
            page = browser.get("/").content.decode()
        asked[member.email] = len([each for each in queries if "users_staff" in each["sql"]])
        assert ('href="/console/"' in page) is (member is alice)

    assert asked == {alice.email: 1, bob.email: 1}


def test_the_last_one_is_told_why_they_stay(alice):
    browser = on_pages(make_staff(alice.user))

    page = browser.post(f"/staff/{alice.user.pk}/removal/", follow=True)

    assert "Nobody would be left who may let others in." in text_of(page)


# --- Programs -----------------------------------------------------------------------------------


def test_a_token_is_made_with_a_code_shown_once_replaced_and_revoked(alice):
    browser = on_pages(make_staff(alice.user))
    wish = {"name": "Desk", "verb": "write", "areas": ["tenants", "people"], "days": "30"}

    asked = browser.post("/programs/new/", wish)
    question = text_of(browser.get(asked["Location"]))
    assert "“Desk” (may read and change: Workspaces, People; 30 days)?" in question
    first = secret_of(browser, asked)
    assert opens(first)
    assert "was shown: that happens once only" in text_of(browser.get(asked["Location"]))
    with public_room():
        token = ApiToken.objects.get(name="Desk")
    assert token.scopes == "tenants:write people:write"
    page = browser.get(f"/programs/{token.pk}/")
    assert first[-20:] not in page.content.decode()

    second = secret_of(browser, browser.post(f"/programs/{token.pk}/", {"overlap_hours": "0"}))
    assert not opens(first)
    assert opens(second)
    with public_room():
        fresh = ApiToken.objects.get(replaces=token)
    for _ in range(2):
        browser.post(f"/programs/{fresh.pk}/revocation/")
    assert not opens(second)
    with public_room():
        told = PublicEntry.objects.filter(verb__startswith="token.").order_by("id")
        assert [(each.verb, each.user_id) for each in told] == [
            (verb, alice.user.pk) for verb in ("token.made", "token.rotated", "token.revoked")
        ]


def secret_of(browser, asked):
    browser.post(asked["Location"], {"send": "1"})
    shown = browser.post(asked["Location"], {"code": last_code()}).content.decode()
    return shown.partition("kon_")[1] + shown.partition("kon_")[2][:52]


def opens(secret):
    client = world.api_client(settings.PROVIDER_HOST, secret)
    return client.get("/api/v1/tenants/").status_code == 200


@pytest.mark.parametrize(
    ("scopes", "said"),
    [
        ("read", "may read everything"),
        ("billing:read people:write", "may read: Billing; may read and change: People"),
    ],
)
def test_what_a_program_may_do_is_said_in_words(alice, scopes, said):
    browser = on_pages(make_staff(alice.user))
    with public_room():
        token, _ = ApiToken.objects.make(name="Desk", scopes=scopes)

    for page in (browser.get("/programs/"), browser.get(f"/programs/{token.pk}/")):
        assert said in text_of(page)


def test_a_token_of_a_workspace_is_not_found_here(alice, bob):
    browser = on_pages(make_staff(alice.user))
    assert bob.token
    with public_room():
        theirs = ApiToken.objects.get(membership=bob.membership)

    assert browser.get(f"/programs/{theirs.pk}/").status_code == 404
    assert browser.post(f"/programs/{theirs.pk}/revocation/").status_code == 404


# --- Workspaces ---------------------------------------------------------------------------------


def test_a_workspace_is_found_by_a_part_of_its_name_or_address(alice, acme, globex):
    browser = on_pages(make_staff(alice.user, "support"))

    for words in ("bakery", "ACM"):
        page = text_of(browser.get("/workspaces/", {"q": words}))
        assert acme.name in page, words
        assert globex.name not in page, words
    assert "Nothing was found." in text_of(browser.get("/workspaces/", {"q": "%"}))
    assert acme.host in text_of(browser.get(f"/workspaces/{acme.pk}/"))


def test_a_workspace_is_suspended_with_a_reason_and_lifted(alice, acme):
    browser = on_pages(make_staff(alice.user))
    here = f"/workspaces/{acme.pk}/"

    page = browser.post(f"{here}suspension/", {"reason": "Not paid since May."}, follow=True)
    assert "Not paid since May." in text_of(page)
    assert state_of(acme) == "suspended"
    assert (
        "this field is required"
        in text_of(browser.post(f"{here}suspension/", {"reason": ""})).lower()
    )
    for _ in range(2):
        browser.post(f"{here}lift/")
    assert state_of(acme) == "open"
    with public_room():
        told = PublicEntry.objects.filter(tenant=acme, user=alice.user, client="staff")
        assert [each.verb for each in told.order_by("id")] == ["tenant.suspended", "tenant.lifted"]


def test_support_sees_no_way_to_suspend(alice, acme):
    browser = on_pages(make_staff(alice.user, "support"))

    page = browser.get(f"/workspaces/{acme.pk}/").content.decode()

    assert "suspension" not in page
    assert "subscription" not in page
    assert browser.post(f"/workspaces/{acme.pk}/suspension/", {"reason": "x"}).status_code == 403
    assert state_of(acme) == "open"


def state_of(tenant):
    with public_room():
        return Tenant.objects.get(pk=tenant.pk).state


# --- All of them --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/staff/", "/programs/", "/workspaces/"])
def test_a_list_asks_the_same_of_one_and_of_three(alice, bob, charlie, acme, path):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = on_pages(make_staff(alice.user))
    asked = []
    for turn in range(2):
        with CaptureQueriesContext(connection) as sent:
            assert browser.get(path).status_code == 200
        asked.append(len(sent))
        make_staff(bob.user), make_staff(charlie.user)
        with public_room():
            ApiToken.objects.make(name="one"), ApiToken.objects.make(name="more")
            Tenant.objects.create(slug=f"more-{turn}", name="More", country="LV", language="lv")

    assert asked[0] == asked[1] <= 3
