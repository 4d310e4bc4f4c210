"""A template becomes a subject and a text, in one language."""

from pathlib import Path

import pytest
from django.utils import translation

from post.built_in import values_in
from post.errors import BadLetter
from post.letters import letter


@pytest.fixture(autouse=True)
def templates(settings):
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [Path(__file__).parent / "templates"]}]


def test_the_first_line_is_the_subject():
    written = letter(
        "greetings/mail/hello.txt", language="en", name="Jānis", url="https://x/?a=1&b=2"
    )

    assert written.subject == "Hello, Jānis"
    assert written.text == "Yes: Jānis & co.\nhttps://x/?a=1&b=2\n"


def test_nothing_is_escaped():
    assert letter("greetings/mail/hello.txt", language="en", name="<O'Neill>").subject == (
        "Hello, <O'Neill>"
    )


def test_the_letter_speaks_its_own_language_whatever_the_job_speaks():
    with translation.override("en"):
        written = letter("greetings/mail/hello.txt", language="lv", name="Jānis")
        assert translation.get_language() == "en"

    assert (written.language, written.text.splitlines()[0]) == ("lv", "Jā: Jānis & co.")


def test_an_unknown_language_becomes_the_default():
    assert letter("greetings/mail/hello.txt", language="xx", name="A").language == "en"


def test_a_line_break_cannot_be_brought_into_the_subject():
    with pytest.raises(BadLetter):
        letter("greetings/mail/hello.txt", language="en", name="A\nBcc: charlie@globex.example")


def test_a_template_without_an_empty_line_is_refused():
    with pytest.raises(BadLetter):
        letter("greetings/mail/crooked.txt", language="en")


def test_a_name_that_means_two_things_in_one_letter_is_refused():
    with pytest.raises(BadLetter):
        values_in("greetings/mail/twofold.txt")
