"""Finds every message of the code and the templates, by Babel: no gettext tools are needed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

from i18n import borrowed
from i18n.catalogues import LOCALE
from i18n.keywords import KEYWORDS

HOME = LOCALE.parent
# Every package of ours but those that speak to engineers only.
CODE = sorted(
    {file.parent.name for file in HOME.glob("*/__init__.py")} - {"bench", "deploy", "tests"}
)


def messages() -> Catalog:
    """All messages, with the places that use them."""
    catalogue = Catalog(project="Kontor", fuzzy=False)
    for place, line, message, context in _found():
        catalogue.add(message, locations=[(place, line)], context=context)
    return catalogue


def messages_in(language: str) -> Catalog:
    """All messages, and those of libraries that only we can say in this language."""
    catalogue = messages()
    for place, message, context in borrowed.lacking(language):
        catalogue.add(message, locations=[(place, 0)], context=context)
    return catalogue


def update(language: str) -> Path:
    """Bring a catalogue's source up to date: new messages are empty, gone ones are dropped."""
    file = LOCALE / language / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    known = _read(file, language)
    # No guesses: a message that merely resembles an old one is a new one.
    known.update(messages_in(language), no_fuzzy_matching=True)
    known.obsolete.clear()
    known.header_comment = f"# Kontor in {known.locale.get_display_name('en')}."
    with file.open("wb") as target:
        pofile.write_po(target, known, sort_by_file=True, include_lineno=False, width=100)
    return file


def _read(file: Path, language: str) -> Catalog:
    if not file.exists():
        return Catalog(locale=language, project="Kontor", fuzzy=False)
    with file.open("rb") as source:
        return pofile.read_po(source, locale=language)


@cache
def _found() -> list[tuple[str, int, Any, str | None]]:
    return [(str(file.relative_to(HOME)), *each) for file in _files() for each in _found_in(file)]


def _found_in(file: Path) -> Iterator[tuple[int, Any, str | None]]:
    if file.suffix == ".py":
        found = extract("python", io.BytesIO(file.read_bytes()), KEYWORDS, ("Translators:",))
    else:
        # Templates become calls with filler between them, which only the lexer of JavaScript
        # reads without taking offence.
        calls = templatize(file.read_text(encoding="utf-8"), origin=str(file))
        found = extract("javascript", io.BytesIO(calls.encode()), KEYWORDS)
    for line, message, _comments, context in found:
        yield line, message, context


def _files() -> Iterator[Path]:
    for folder in (*CODE, "templates"):
        for file in sorted((HOME / folder).rglob("*")):
            is_template = "templates" in file.parts and file.suffix in (".html", ".txt")
            if (file.suffix == ".py" and "migrations" not in file.parts) or is_template:
                yield file
