"""The provider writes letters in its own words; what a language lacks is built in."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from post.built_in import built_in_letters, built_in_words, values_in
from post.errors import BadLetter, WordsRefused
from post.letters import letter
from post.models import LetterText
from post.words import Words
from post.workflows.rewrite import restore_letter, rewrite_letter
from tenants.actor import Actor
from tenants.models import PublicEntry
from tenants.rooms import public_room, workspace_of

pytestmark = pytest.mark.django_db

NAME = "users.invitation"
TEMPLATE = built_in_letters()[NAME]
DESK = Actor(client="desk")
OWN = Words("Nāc pie {{ name }}!", "Saite: {{ url }}\nLīdz {{until}}.")


def rewrite(name=NAME, **own):
    with public_room():
        rewrite_letter(name, own, by=DESK)


def invitation(language, **other):
    given = {"name": "Acme", "url": "https://x/?a=1&b=2", "until": date(2026, 11, 29)} | other
    return letter(TEMPLATE, language=language, **given)


def lines():
    with public_room():
        return list(PublicEntry.objects.order_by("id").values_list("verb", "subject", "client"))


def test_a_letter_says_the_provider_s_own_words_with_the_values_as_they_are_written_there():
    rewrite(lv=OWN)

    written = invitation("lv")
    assert written.subject == "Nāc pie Acme!"
    assert written.text == "Saite: https://x/?a=1&b=2\nLīdz 2026. gada 29. nov..\n"
    assert written.language == "lv"


def test_a_language_without_own_words_speaks_the_built_in_ones_and_no_other_language():
    built_in = invitation("ru")
    rewrite(lv=OWN, en=Words("Come to {{ name }}!", "{{ url }}"))

    assert invitation("ru") == built_in
    assert invitation("en").subject == "Come to Acme!"
    with translation.override("ru"), public_room():
        assert LetterText.objects.get().subject == ""


def test_each_language_speaks_whatever_is_active():
    rewrite(**{code: Words(f"{code}: {{{{ name }}}}", "{{ url }}") for code in ("en", "lv", "kk")})

    with translation.override("kk"):
        assert invitation("lv").subject == "lv: Acme"
        assert invitation("en").subject == "en: Acme"


def test_a_value_that_looks_like_a_place_stays_as_it_is():
    rewrite(lv=Words("{{ name }}", "{{ url }} {{ name }}"))

    written = invitation("lv", name="{{ url }} {% now 'Y' %} <b>")
    assert written.subject == "{{ url }} {% now 'Y' %} <b>"
    assert written.text == "https://x/?a=1&b=2 {{ url }} {% now 'Y' %} <b>\n"


def test_a_line_break_cannot_be_brought_into_the_own_subject():
    rewrite(lv=OWN)

    with pytest.raises(BadLetter):
        invitation("lv", name="A\nBcc: charlie@globex.example")


def test_words_that_name_a_value_which_has_gone_give_way_to_the_built_in_ones():
    rewrite(lv=OWN)
    with public_room():
        LetterText.objects.update(text_lv="{{ url }} {{ gone }}")

    assert "gone" not in invitation("lv").text
    assert invitation("lv").subject == "Acme aicina jūs uz Kontor"


def test_reading_own_words_takes_one_query_also_from_a_workspace(acme):
    rewrite(lv=OWN)
    with workspace_of(acme), CaptureQueriesContext(connection) as asked:
        assert invitation("lv").subject == "Nāc pie Acme!"

    assert len(asked) == 1


@pytest.mark.parametrize(
    ("words", "part", "fault"),
    [
        (Words("{{ nobody }}", "{{ url }}"), "subject", "This letter has no value “nobody”."),
        (Words("x", "{{ url }} {{ nobody }}"), "text", "This letter has no value “nobody”."),
        (Words("x", "{{ url }} {{ name.pk }}"), "text", "Double braces stand only"),
        (Words("x", "{{ url }} {{ name|upper }}"), "text", "Double braces stand only"),
        (Words("x", "{{ url }} {% load i18n %}"), "text", "Double braces stand only"),
        (Words("x", "{{ url }} {{ name"), "text", "Double braces stand only"),
        (Words("x", "{{ url }} {# hm #}"), "text", "Double braces stand only"),
        (Words("x", "{{ url }} {{ _secret }}"), "text", "Double braces stand only"),
        (Words("{{ url }}", "Come."), "text", "Without {{ url }} nobody can follow"),
        (Words("x", "https://elsewhere.example/?u={{ url }}"), "text", "Put spaces or a new line"),
        (Words("x", "{{ url }}.elsewhere.example"), "text", "Put spaces or a new line"),
        (Words("at={{ url }}", "{{ url }}"), "text", "Put spaces or a new line"),
    ],
)
def test_words_that_cannot_become_a_letter_are_refused_where_they_stand(words, part, fault):
    with translation.override("en"), pytest.raises(WordsRefused) as refused:
        rewrite(lv=words)

    [said] = refused.value.fields["lv"][part]
    assert said.startswith(fault)
    assert list(refused.value.fields["lv"]) == [part]
    with public_room():
        assert not LetterText.objects.exists()
    assert lines() == []


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("users.code", "Come in!", "Without {{ code }} nobody can follow"),
        ("users.code", "https://elsewhere.example/?c={{ code }}", "Put spaces or a new line"),
        ("users.code_by_sms", "Come in!", "Without {{ code }} nobody can follow"),
        ("users.code_by_sms", "{{ code }} " + "x" * 300, "An SMS has at most 300 letters."),
    ],
)
def test_a_letter_that_carries_a_code_keeps_it(name, text, fault):
    with translation.override("en"), pytest.raises(WordsRefused) as refused:
        rewrite(name, lv=Words("Kods", text))

    [said] = refused.value.fields["lv"]["text"]
    assert said.startswith(fault)


def test_every_change_leaves_a_line_and_a_repeat_leaves_none():
    rewrite(lv=OWN)
    rewrite(lv=OWN)
    rewrite(lv=OWN, ru=OWN)
    rewrite(ru=OWN)
    rewrite()
    rewrite()

    rewritten, restored = ("letter.rewritten", NAME, "desk"), ("letter.restored", NAME, "desk")
    assert lines() == [rewritten, rewritten, rewritten, restored]


def test_restoring_brings_the_built_in_words_back_in_every_language():
    before = invitation("lv")
    rewrite(lv=OWN, en=OWN)

    with public_room():
        restore_letter(NAME, by=DESK)
        restore_letter(NAME, by=DESK)

    assert invitation("lv") == before
    assert [verb for verb, *_ in lines()] == ["letter.rewritten", "letter.restored"]


@pytest.mark.parametrize("half", [{"subject_lv": "x"}, {"text_lv": "x"}, {"text_lv": None}])
def test_the_database_keeps_no_half_of_a_letter(half):
    with public_room(), pytest.raises(IntegrityError), transaction.atomic():
        LetterText.objects.create(name=NAME, **half)


@pytest.mark.parametrize("name", sorted(built_in_letters()))
@pytest.mark.parametrize("language", ["en", "lv", "ru", "kk"])
def test_every_letter_can_be_written_with_the_words_that_are_built_in(name, language):
    words = built_in_words(built_in_letters()[name], language)
    rewrite(name, **{language: words})

    for value in values_in(built_in_letters()[name]):
        assert f"{{{{ {value} }}}}" in words.subject + words.text
    assert "{%" not in words.subject + words.text


def test_the_letters_appear_by_their_templates():
    assert {"users.invitation", "users.new_password", "users.reset"} <= set(built_in_letters())
    assert set(values_in(TEMPLATE)) == {"name", "inviter", "email", "until", "url"}


def test_no_name_means_two_things_in_one_letter():
    for template in built_in_letters().values():
        assert values_in(template) is not None


def test_the_built_in_words_are_shown_at_their_longest():
    words = built_in_words("papers/mail/invoice.txt", "en")

    assert "Please pay it by {{ due }}." in words.text
    assert "{{ sum }}" in words.text
