"""The cookie, else the browser's wish, else the workspace's, else English; and nowhere else."""

import pytest
from django.apps import apps
from django.db import connection, models

from tenants.rooms import public_room
from tests import world
from tests.users.browser import PUBLIC, Browser, sign_in
from tests.users.conftest import text_of_public_room  # noqa: F401

pytestmark = pytest.mark.django_db


def language_of(tenant, cookie=None, wish=None, query=""):
    client = world.stranger_at(tenant)
    if cookie:
        client.cookies["__Host-lang"] = cookie
    headers = {"accept-language": wish or ""}
    return client.get(f"/no-such-page/{query}", headers=headers)["Content-Language"]


@pytest.mark.parametrize(
    ("cookie", "wish", "at_acme", "language"),
    [
        ("en", "lv", True, "en"),
        ("lv", "en", True, "lv"),
        (None, "en-GB,en;q=0.8", True, "en"),
        (None, "lv-LV", False, "lv"),
        (None, "de,lv;q=0.3,en;q=0.7", True, "en"),
        (None, "lv;q=0,en;q=0.5", True, "en"),
        (None, "de,fr;q=0.5", True, "lv"),
        (None, "ru-RU,ru;q=0.9,en;q=0.8", True, "ru"),
        (None, "kk-KZ,ru;q=0.7", True, "kk"),
        (None, "kk-Cyrl-KZ", False, "kk"),
        ("kk", "ru", True, "kk"),
        (None, None, True, "lv"),
        (None, None, False, "en"),
        (None, "de", False, "en"),
        ("xx", None, True, "lv"),
        ("../../etc", "*", False, "en"),
    ],
)
def test_the_order_is_cookie_browser_workspace_english(acme, cookie, wish, at_acme, language):
    assert language_of(acme if at_acme else None, cookie, wish) == language


@pytest.mark.parametrize("language", ["en", "lv", "ru", "kk"])
def test_the_page_says_its_language_and_that_it_depends_on_the_cookie(language):
    page = world.stranger_at(None).get("/", headers={"accept-language": language})

    assert f'<html lang="{language}">' in page.content.decode()
    assert {"Accept-Language", "Cookie"} <= {part.strip() for part in page["Vary"].split(",")}


@pytest.mark.parametrize("place", ["public", "workspace", "signed in"])
def test_the_switch_sets_a_cookie_and_nothing_else(acme, alice, place):
    client = {
        "public": world.stranger_at(None),
        "workspace": world.stranger_at(acme),
        "signed in": alice.browser,
    }[place]

    answer = client.post("/language/", {"language": "lv", "next": "/parties/?page=2"})

    assert (answer.status_code, answer["Location"]) == (302, "/parties/?page=2")
    assert list(answer.cookies) == ["__Host-lang"]
    assert answer.cookies["__Host-lang"].value == "lv"


def test_the_switch_writes_no_row(alice, django_assert_max_num_queries):
    alice.browser.get("/no-such-page/")  # the host is known from now on
    with django_assert_max_num_queries(1) as asked:  # the session is read
        alice.browser.post("/language/", {"language": "lv", "next": "/"})

    assert all(query["sql"].startswith("SELECT") for query in asked)


@pytest.mark.parametrize("language", ["xx", "", "en-US", "de", "<script>"])
def test_a_language_that_is_not_offered_sets_nothing(language):
    answer = world.stranger_at(None).post("/language/", {"language": language, "next": "/"})

    assert list(answer.cookies) == []


@pytest.mark.parametrize(
    "page", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", ""]
)
def test_the_switch_leads_to_no_other_host(page):
    answer = world.stranger_at(None).post("/language/", {"language": "lv", "next": page})

    assert answer["Location"] == "/"


def test_the_switch_calls_each_language_by_its_own_name():
    page = world.stranger_at(None).get("/").content.decode()
    names = ("English", "Latviešu", "Русский", "Қазақша")

    assert [name for name in names if f">{name}<" in page.replace(" ", "").replace("\n", "")] == [
        *names
    ]


def test_a_link_does_not_switch():
    assert world.stranger_at(None).get("/language/?language=xx").status_code == 405


def test_the_choice_comes_along_from_the_workspace_to_the_sign_in_and_back(acme, globex, alice):
    browser = Browser()
    browser.open(f"{globex.url}/nothing/")
    assert browser.page["Content-Language"] == "en"
    browser._at(globex.host).cookies["__Host-lang"] = "lv"

    browser.open(f"{globex.url}/nothing/")

    assert browser.url.startswith(f"{PUBLIC}/sign-in/")
    assert "language=" not in browser.url
    assert browser.page["Content-Language"] == "lv"
    assert browser.cookie(world.HOST, "__Host-lang") == "lv"


def test_the_choice_at_the_sign_in_comes_along_to_the_workspace(acme, alice):
    browser = Browser()
    browser.open(f"{acme.url}/nothing/")
    browser.hosts[acme.host].cookies["__Host-lang"] = "lv"  # chosen there long ago
    browser.open(f"{acme.url}/nothing/")

    where = browser.url.removeprefix(PUBLIC)
    browser.send("/language/", language="en", next=where)
    assert browser.page["Content-Language"] == "en"
    browser.send(login=alice.email, password=world.PASSWORD, next="/go/acme/?path=/nothing/")

    assert browser.url == f"{acme.url}/nothing/"
    assert browser.cookie(acme.host, "__Host-lang") == "en"
    assert browser.page["Content-Language"] == "en"


def test_who_never_chose_carries_nothing(acme, alice):
    browser = Browser()
    sign_in(browser, f"{acme.url}/nothing/", alice.email)

    assert not any("language=" in url for url in browser.passed)
    assert not any(text.startswith("__Host-lang") for _, text in browser.cookies_set)


def test_the_switch_wins_over_a_language_in_the_address(acme):
    answer = world.stranger_at(acme).post(
        "/language/", {"language": "en", "next": "/sign-in/?again=1&language=lv&path=%2F"}
    )

    assert answer["Location"] == "/sign-in/?again=1&path=%2F"


def test_no_model_has_a_place_for_a_person_s_language():
    about_people = {"User", "Session", "Membership", "Member", "EmailAddress", "ApiToken", "Ticket"}
    fields = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__name__ in about_people
        for field in model._meta.get_fields()
        if isinstance(field, models.Field)
    }

    assert not {name for name in fields if "lang" in name or "locale" in name}
    assert "User.email" in fields


def test_after_a_choice_no_row_about_the_person_has_changed(acme, alice, text_of_public_room):  # noqa: F811
    browser = Browser()
    sign_in(browser, f"{acme.url}/nothing/", alice.email)
    with public_room(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM users_limit")
    before = text_of_public_room()

    browser.open(f"{acme.url}/nothing/")
    browser.send("/language/", language="lv", next="/nothing/")
    browser.open(f"{PUBLIC}/")
    browser.send("/language/", language="lv", next="/")

    assert text_of_public_room() == before
