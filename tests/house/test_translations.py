"""Every language of the switch says everything: pages, mails, documents and errors."""

from __future__ import annotations

import io

import pytest
from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, pgettext

from i18n import borrowed
from i18n.catalogues import LOCALE
from i18n.extraction import messages, messages_in
from tests.house.faults import ALIKE, NO_WORDS, PLURALS, faults_of, texts_of

OTHERS = [code for code in settings.INTERFACE_LANGUAGES if code != settings.LANGUAGE_CODE]


def source_of(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as source:
        return pofile.read_po(source, locale=language)


def _text(context: str | bytes | None) -> str | None:
    """Babel leaves the contexts of compiled catalogues as bytes."""
    return context.decode() if isinstance(context, bytes) else context


def spoken_by(catalogue: Catalog) -> dict[tuple[str, str | None], list[str]]:
    """What it says for each message; a message with an empty form is not compiled."""
    said = {
        (texts_of(message.id)[0], _text(message.context)): texts_of(message.string)
        for message in catalogue
        if message.id
    }
    return {key: texts for key, texts in said.items() if all(texts)}


def test_there_are_four_languages_and_something_to_say():
    assert ["en", *sorted(PLURALS)] == ["en", "kk", "lv", "ru"] == sorted(["en", *OTHERS])
    assert len(messages()) > 500


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_is_complete_and_clean(language):
    assert faults_of(language, source_of(language), messages_in(language)) == []


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_compiled_says_what_its_source_says(language):
    """Red after a change of the source: `manage.py compilemessages` (`bin/dev`, `bin/test` do it)."""
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as compiled:
        served = mofile.read_mo(compiled)

    assert spoken_by(served) == spoken_by(source_of(language))


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_of_a_library_stays_english(language):
    with translation.override(language):
        english = [
            message
            for _place, message, context in borrowed.met()
            if isinstance(message, str) and not NO_WORDS.match(message) and message not in ALIKE
            if (pgettext(context, message) if context else gettext(message)) == message
        ]

    assert english == []


WANTED = """
msgid "%(count)d line of <b>%(name)s</b>"
msgid_plural "%(count)d lines of <b>%(name)s</b>"
msgstr[0] ""
msgstr[1] ""

msgid "Write the city."
msgstr ""

msgid "IBAN"
msgstr ""
"""
GOOD = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "%(count)d line of <b>%(name)s</b>"
msgid_plural "%(count)d lines of <b>%(name)s</b>"
msgstr[0] "<b>%(name)s</b>: %(count)d жол"
msgstr[1] "<b>%(name)s</b>: %(count)d жол"

msgid "Write the city."
msgstr "Қаланы жазыңыз."

msgid "IBAN"
msgstr "IBAN"
"""


def faults_in(text: str, wanted: str = WANTED, language: str = "kk") -> list[str]:
    def read(po: str) -> Catalog:
        return pofile.read_po(io.BytesIO(po.encode()), locale=language)

    return [fault.split(":")[0] for fault in faults_of(language, read(text), read(wanted))]


def test_a_good_catalogue_has_no_faults():
    assert faults_in(GOOD) == []


@pytest.mark.parametrize(
    ("fault", "right", "wrong"),
    [
        ("missing", 'msgid "IBAN"', 'msgid ""'),
        ("fuzzy", 'msgid "Write', '#, fuzzy\nmsgid "Write'),
        ("empty", "Қаланы жазыңыз.", ""),
        ("empty", 'msgstr[1] "<b>%(name)s</b>: %(count)d жол"', 'msgstr[1] ""'),
        ("not translated", "Қаланы жазыңыз.", "Write the city."),
        ("obsolete", 'msgid "IBAN"', 'msgid "Gone"\nmsgstr "Жоқ"\n\nmsgid "IBAN"'),
        ("obsolete", 'msgid "IBAN"', '#~ msgid "Gone"\n#~ msgstr "Жоқ"\n\nmsgid "IBAN"'),
        ("values", ": %(count)d жол", ": жол"),
        ("values", ": %(count)d жол", ": %(number)d жол"),
        ("values", ": %(count)d жол", ": %(count)s жол"),
        ("tags", "</b>: %(count)d", "<b>: %(count)d"),
        ("empty", 'msgstr[1] "<b>%(name)s</b>: %(count)d жол"\n', ""),
        ("plural rule", "plural=(n != 1)", "plural=(n > 1)"),
        ("end", "жазыңыз.", "жазыңыз"),
        ("two scripts in one word", "Қаланы", "Қaланы"),  # the second letter is Latin
        ("not in its script", "Қаланы жазыңыз.", "Qalany jazynyz."),
    ],
)
def test_each_fault_is_found(fault, right, wrong):
    assert right in GOOD

    assert fault in faults_in(GOOD.replace(right, wrong))


def test_a_day_that_ends_in_a_full_stop_does_not_end_a_sentence():
    wanted, wrong = 'msgid "It ends on %(day)s."\n', 'msgstr "Beidzas %(day)s."'

    assert "two full stops" in faults_in(wanted + wrong, wanted, "lv")
