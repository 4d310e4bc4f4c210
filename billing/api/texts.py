"""A text in each language, as `{"en": "...", "lv": "..."}`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import serializers

from config.api import Input


class TextsInput(Input):
    """What is left out, or empty, is shown in English."""

    longest = 0
    needs_english = False

    def get_fields(self) -> dict[str, Any]:
        return {code: self._text(code) for code, _name in settings.LANGUAGES}

    def _text(self, code: str) -> serializers.CharField:
        if code == settings.LANGUAGE_CODE and self.needs_english:
            return serializers.CharField(max_length=self.longest)
        return serializers.CharField(
            max_length=self.longest, allow_blank=True, required=False, default=""
        )


class NameInput(TextsInput):
    longest = 80
    needs_english = True


class SomeOfNameInput(TextsInput):
    """A name that is written already: the languages that change."""

    longest = 80


class DescriptionInput(TextsInput):
    longest = 1000


class TextsOutput(serializers.Serializer[Any]):
    """Each language as it was written: empty where nothing was."""

    def get_fields(self) -> dict[str, Any]:
        return {code: serializers.CharField() for code, _name in settings.LANGUAGES}


def columns_of(**texts: dict[str, str]) -> dict[str, str]:
    """`name={"lv": "Lete"}` becomes `name_lv="Lete"`, as the row keeps it."""
    return {f"{name}_{code}": text for name, said in texts.items() for code, text in said.items()}


def texts_of(row: Any, name: str) -> dict[str, str]:
    return {code: getattr(row, f"{name}_{code}") or "" for code, _name in settings.LANGUAGES}
