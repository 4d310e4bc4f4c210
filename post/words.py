"""What a letter says: a subject and a text, in which `{{ name }}` is the place of a value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_PLACE = re.compile(r"\{\{ *([a-z][a-z0-9_]*) *\}\}")
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")


@dataclass(frozen=True, slots=True)
class Words:
    """No template: nothing is run, looked up or filtered, a name is only replaced by its text."""

    subject: str
    text: str

    def with_values(self, values: Mapping[str, str]) -> Words:
        """In one pass: a value that looks like a place stays as it is."""
        return Words(_filled(self.subject, values), _filled(self.text, values))


def place_of(name: str) -> str:
    return f"{{{{ {name} }}}}"


def names_in(text: str) -> set[str]:
    return set(_PLACE.findall(text))


def stands_alone(name: str, text: str) -> bool:
    """Whether this place has white space or an end around it, wherever it is."""
    place = rf"\{{\{{ *{re.escape(name)} *\}}\}}"
    return re.search(rf"(?<=\S){place}|{place}(?=\S)", text) is None


def has_stray_braces(text: str) -> bool:
    """Something of a template language that stands around no name."""
    return _BRACES.search(_PLACE.sub("", text)) is not None


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values[place[1]], text)
