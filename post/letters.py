"""A letter is written in one language, from a template of the app that sends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context, Engine
from django.utils import translation

from post.errors import BadLetter


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str
    language: str


def letter(template: str, *, language: str, **values: Any) -> Letter:
    """Write `users/mail/invitation.txt` and the like: a subject, an empty line, the text.

    Plain text: nothing is escaped. A value with a line break in the subject is refused, since it
    would push the rest of the subject into the text. An unknown language becomes the default.
    """
    spoken = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(spoken):
        source = Engine.get_default().get_template(template)
        written = source.render(Context(values, autoescape=False))
    subject, _, rest = written.strip().partition("\n")
    if rest.strip() and not rest.startswith("\n"):
        raise BadLetter(f"{template}: the line after the subject is not empty")
    return Letter(subject.strip(), rest.strip() + "\n", spoken)
