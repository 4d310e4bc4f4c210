"""Every language of the switch says everything: nothing missing, nothing fuzzy, no lost value."""

from __future__ import annotations

import re

import pytest
from babel.messages import pofile
from django.conf import settings

from i18n.catalogues import LOCALE
from i18n.extraction import messages

OTHERS = [code for code in settings.INTERFACE_LANGUAGES if code != settings.LANGUAGE_CODE]
VALUES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def catalogue(language: str):
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as source:
        return pofile.read_po(source, locale=language)


def texts(string) -> list[str]:
    return [string] if isinstance(string, str) else list(string)


def test_there_is_a_second_language_and_something_to_say():
    assert "lv" in OTHERS
    assert len(messages()) > 100


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated(language):
    known = catalogue(language)
    missing = []
    for message in messages():
        if message.id:
            found = known.get(message.id, message.context)
            if found is None or found.fuzzy or not all(texts(found.string)):
                missing.append(message.id)
    assert missing == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_keeps_the_values_of_its_message(language):
    lost = [
        message.id
        for message in catalogue(language)
        if message.id
        for said in texts(message.string)
        if (said and set(VALUES.findall(said)) - set(VALUES.findall(texts(message.id)[-1])))
        or (
            said
            and not message.pluralizable
            and set(VALUES.findall(said)) != set(VALUES.findall(message.id))
        )
    ]
    assert lost == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_plural_form_of_the_language_is_there(language):
    known = catalogue(language)
    short = [m.id for m in known if m.pluralizable and len(texts(m.string)) != known.num_plurals]
    assert short == []
