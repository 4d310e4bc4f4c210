"""The provider's API: read every letter, write it in own words, return to the built-in ones."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from post.built_in import built_in_letters
from tenants.models import PublicEntry
from tenants.rooms import public_room
from tests import world
from tests.tenants.desk import Provider

pytestmark = pytest.mark.django_db

PATH = "/api/v1/letters/"
LETTER = f"{PATH}users.reset/"
OWN = {"subject": "Jauna parole", "text": "Atveriet:\r\n{{ url }}"}
KEPT = {"subject": "Jauna parole", "text": "Atveriet:\n{{ url }}"}
NONE = {"en": None, "lv": None, "ru": None, "kk": None}


@pytest.fixture
def provider():
    return Provider()


def lines(verb):
    with public_room():
        return list(PublicEntry.objects.filter(verb=verb).values_list("subject", "client"))


def test_every_letter_is_listed_with_its_words_in_four_languages(provider):
    answer = provider.api.get(PATH)

    assert answer.status_code == 200
    told = {each["name"]: each for each in answer.json()["results"]}
    assert list(told) == list(built_in_letters())
    reset = told["users.reset"]
    assert (reset["values"], reset["needed"], reset["own"]) == (["url"], ["url"], NONE)
    assert reset["changed_at"] is None
    assert reset["built_in"]["lv"]["subject"] == "Izvēlieties jaunu paroli"
    assert "\n\n{{ url }}\n\n" in reset["built_in"]["kk"]["text"]
    assert "{{ name }}" in told["users.invitation"]["built_in"]["ru"]["subject"]


def test_a_letter_is_written_read_and_restored(provider):
    written = provider.api.put(LETTER, {"lv": OWN, "ru": None}, format="json")

    assert written.status_code == 200
    assert written.json()["own"] == {**NONE, "lv": KEPT}
    assert written.json() == provider.api.get(LETTER).json()
    assert provider.api.get(PATH).json()["results"] != []

    assert provider.api.delete(LETTER).status_code == 204
    assert provider.api.get(LETTER).json()["own"] == NONE


def test_a_repeat_changes_nothing(provider):
    first = provider.api.put(LETTER, {"lv": OWN}, format="json").json()
    assert provider.api.put(LETTER, {"lv": OWN}, format="json").json() == first
    provider.api.delete(LETTER)
    assert provider.api.delete(LETTER).status_code == 204

    line = ("users.reset", provider.token.prefix)
    assert lines("letter.rewritten") == [line]
    assert lines("letter.restored") == [line]


def test_what_cannot_become_a_letter_is_refused_in_the_reader_s_language(provider):
    broken = {"subject": "{{ nobody }}", "text": "{% load x %}"}
    answer = provider.api.put(
        LETTER, {"kk": broken}, format="json", headers={"accept-language": "lv"}
    )

    assert answer.status_code == 422
    assert answer.json()["code"] == "words_refused"
    assert list(answer.json()["fields"]["kk"]) == ["subject", "text"]
    assert len(answer.json()["fields"]["kk"]["text"]) == 2
    assert provider.api.get(LETTER).json()["own"] == NONE
    assert lines("letter.rewritten") == []


@pytest.mark.parametrize(
    "body",
    [
        {"de": OWN},
        {"lv": {"subject": "x"}},
        {"lv": {**OWN, "html": "x"}},
        {"lv": {**OWN, "subject": "a\nBcc: x@y.example"}},
        {"lv": {**OWN, "subject": " "}},
        {"lv": {**OWN, "text": "{{ url }}" + "x" * 10_000}},
        {"lv": "x"},
        [],
    ],
)
def test_what_cannot_be_read_is_refused(provider, body):
    answer = provider.api.put(LETTER, body, format="json")

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_an_unknown_letter_is_not_found(provider):
    for name in ("users.nothing", "users.mail", "..%2Fsettings"):
        assert provider.api.get(f"{PATH}{name}/").status_code == 404
        assert provider.api.put(f"{PATH}{name}/", {}, format="json").status_code == 404
        assert provider.api.delete(f"{PATH}{name}/").status_code == 404


def test_tenants_and_strangers_have_no_word_in_it(provider, charlie, acme):
    for program in (
        world.api_client(settings.PROVIDER_HOST),
        world.api_client(settings.PROVIDER_HOST, charlie.token),
        charlie.api_at(acme),
    ):
        assert program.get(PATH).status_code == 401
        assert program.put(LETTER, {"lv": OWN}, format="json").status_code == 401
        assert program.delete(LETTER).status_code == 401
    assert provider.api.get(LETTER).json()["own"] == NONE


def test_the_list_asks_as_often_for_three_own_letters_as_for_one(provider):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            provider.api.get(PATH)
        return len(queries)

    provider.api.put(LETTER, {"lv": OWN}, format="json")
    asked()  # the host is known from now on
    with_one = asked()
    for name in ("users.invitation", "users.new_password"):
        provider.api.put(f"{PATH}{name}/", {"lv": OWN, "ru": OWN}, format="json")
    assert asked() == with_one
