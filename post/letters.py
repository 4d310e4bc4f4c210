"""A letter is written in one language, from a template of the app that sends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context, Engine
from django.utils import translation

from post.built_in import built_in_letters, name_of, said_values, words_of
from post.errors import BadLetter
from post.models import LetterText
from post.words import Words, names_in
from tenants.rooms import public_room


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str
    language: str


def letter(template: str, *, language: str, **values: Any) -> Letter:
    """Write `users/mail/invitation.txt` and the like: a subject, an empty line, the text.

    In the provider's own words where there are any in this language, which takes one query. Plain
    text: nothing is escaped. A value with a line break in the subject is refused, since it would
    push the rest of the subject into the text. An unknown language becomes the default.
    """
    spoken = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(spoken):
        said = _own(template, spoken, values) or _built_in(template, values)
    if len(said.subject.splitlines()) > 1:
        raise BadLetter(f"{template}: the subject does not stand on one line")
    return Letter(said.subject, said.text + "\n", spoken)


def _built_in(template: str, values: dict[str, Any]) -> Words:
    source = Engine.get_default().get_template(template)
    return words_of(template, source.render(Context(values, autoescape=False)))


def _own(template: str, language: str, values: dict[str, Any]) -> Words | None:
    """None also where a value has gone that the words still name: a letter has no holes."""
    own = _kept_words(template, language)
    if own is None:
        return None
    said = said_values(template, values)
    return own.with_values(said) if names_in(own.subject + own.text) <= set(said) else None


def _kept_words(template: str, language: str) -> Words | None:
    name = name_of(template)
    if name not in built_in_letters():
        return None
    with public_room():
        kept = LetterText.objects.filter(name=name).first()
    return kept.words_in(language) if kept else None
