"""What our pages say in a language, so that a test can read them as their reader does."""

from __future__ import annotations

from functools import cache

import polib

from tests.browser.kontor import ROOT


@cache
def _catalogue(language: str) -> dict[str, str]:
    file = polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))
    return {entry.msgid: entry.msgstr for entry in file if not entry.msgid_plural}


class Spoken:
    """`says("Save")` is what stands on the button. A text that is not translated is a KeyError."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, text: str, **values: object) -> str:
        said = text if self.language == "en" else _catalogue(self.language)[text]
        return said % values if values else said

    def left_in_english(self, texts: list[str]) -> list[str]:
        """Of what stands on a page, what this language says otherwise."""
        return [text for text in texts if _catalogue(self.language).get(text, text) != text]
