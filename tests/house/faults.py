"""What can be wrong with a catalogue, each as a sentence that names the message."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest

from babel.messages.catalog import Catalog, Message

# CLDR's rules for whole numbers: which forms there are, and for which numbers each.
PLURALS = {
    "lv": "nplurals=3; plural=(n%10==0 || (n%100>=11 && n%100<=19) ? 0 : "
    "n%10==1 && n%100!=11 ? 1 : 2);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
    "(n%100<10 || n%100>=20) ? 1 : 2);",
    "kk": "nplurals=2; plural=(n != 1);",
}
# What is written alike everywhere.
ALIKE = {"IBAN", "BIC", "PDF", "IPv4", "IPv6"}
ALIKE_IN: dict[str, set[str]] = {
    "lv": {"kg", "g", "t", "l", "m", "km", "m²", "m³", "kWh", "Imports"},
    "ru": set(),
    "kk": set(),
}
AN_ABBREVIATION = 12  # characters at most; each language shortens in its own way
VALUES = re.compile(r"%\(\w+\)[a-z]|%[sd]|%%|\{\w*(?::\w+)?\}")
TAGS = re.compile(r"</?[a-z]+[^>]*>")
NO_WORDS = re.compile(rf"(?:{VALUES.pattern}|{TAGS.pattern}|[^A-Za-z])*\Z")
ENDS = re.compile(r"[.:?!…,]?\s*\Z")
# Latvian and Russian days end with a full stop of their own: 2026. gada 5. nov., 5 нояб. 2026 г.
DAY_AT_THE_END = re.compile(r"%\((?:day|due|until)\)s\.")
CYRILLIC = re.compile("[\u0400-\u04ff]")
MIXED = re.compile("[A-Za-zĀ-ž][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-zĀ-ž]")


def faults_of(language: str, known: Catalog, wanted: Catalog) -> list[str]:
    """Everything that is wrong in a language; nothing if the catalogue is complete and clean."""
    return [*_of_the_whole(language, known, wanted), *_of_each(language, known, wanted)]


def _of_the_whole(language: str, known: Catalog, wanted: Catalog) -> Iterator[str]:
    if known.plural_forms != PLURALS[language]:
        yield f"plural rule: {known.plural_forms}"
    for message in known.obsolete:
        yield f"obsolete: {message}"
    for message in known:
        if message.id and wanted.get(message.id, message.context) is None:
            yield f"obsolete: {message.id}"


def _of_each(language: str, known: Catalog, wanted: Catalog) -> Iterator[str]:
    for message in wanted:
        found = known.get(message.id, message.context) if message.id else None
        if not message.id:
            continue
        if found is None:
            yield f"missing: {message.id}"
        elif found.fuzzy:
            yield f"fuzzy: {message.id}"
        else:
            yield from (f"{fault}: {message.id}" for fault in _of_one(language, found))


def _of_one(language: str, message: Message) -> Iterator[str]:
    said, english = texts_of(message.string), texts_of(message.id)
    if not all(said):
        yield "empty"
        return
    for text, source in zip_longest(said, english, fillvalue=english[-1]):
        if text == source and not _is_alike(language, source):
            yield "not translated"
        if not _keeps_its_values(text, source, message.pluralizable):
            yield "values"
        if Counter(TAGS.findall(text)) != Counter(TAGS.findall(source)):
            yield "tags"
        if len(source) > AN_ABBREVIATION and _end(text) != _end(source):
            yield "end"
        if language != "kk" and DAY_AT_THE_END.search(text):
            yield "two full stops"
        if MIXED.search(VALUES.sub(" ", text)):
            yield "two scripts in one word"
        if language != "lv" and not NO_WORDS.match(source) and not _is_in_cyrillic(text, source):
            yield "not in its script"


def _is_alike(language: str, source: str) -> bool:
    return source in ALIKE | ALIKE_IN[language] or NO_WORDS.match(source) is not None


def _is_in_cyrillic(text: str, source: str) -> bool:
    return source in ALIKE or CYRILLIC.search(text) is not None


def _keeps_its_values(text: str, source: str, is_plural: bool) -> bool:
    """The form for one may say it in a word; no form may ask for a value that is not given."""
    said, given = Counter(VALUES.findall(text)), Counter(VALUES.findall(source))
    return set(said) == set(given) if is_plural else said == given


def _end(text: str) -> str:
    found = ENDS.search(text)
    return found.group() if found else ""


def texts_of(string: str | tuple[str, ...]) -> list[str]:
    return [string] if isinstance(string, str) else list(string)
