"""Letters, in and out: for each language a subject and a text, or nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from config.api import Input
from config.one_line import one_line
from post.words import Words


class WordsInput(Input):
    subject = serializers.CharField(
        max_length=200, validators=[one_line], help_text=_("On one line.")
    )
    text = serializers.CharField(
        max_length=10_000, help_text=_("Plain text; {{ url }} is the place of a value.")
    )


class LetterInput(Input):
    """A language that is left out, or null, speaks the built-in words."""

    def get_fields(self) -> dict[str, Any]:
        return {
            code: WordsInput(required=False, allow_null=True) for code, _name in settings.LANGUAGES
        }

    @property
    def words(self) -> dict[str, Words]:
        return {
            code: Words(said["subject"], said["text"].replace("\r\n", "\n"))
            for code, said in self.validated_data.items()
            if said
        }


class WordsOutput(serializers.Serializer[Any]):
    subject = serializers.CharField()
    text = serializers.CharField()


class BuiltInOutput(serializers.Serializer[Any]):
    def get_fields(self) -> dict[str, Any]:
        return {code: WordsOutput() for code, _name in settings.LANGUAGES}


class OwnOutput(serializers.Serializer[Any]):
    def get_fields(self) -> dict[str, Any]:
        return {code: WordsOutput(allow_null=True) for code, _name in settings.LANGUAGES}


class LetterOutput(serializers.Serializer[Any]):
    name = serializers.CharField()
    values = serializers.ListField(
        child=serializers.CharField(), help_text=_("What may stand in double braces.")
    )
    needed = serializers.ListField(
        child=serializers.CharField(), help_text=_("Those that the text must hold.")
    )
    built_in = BuiltInOutput()
    own = OwnOutput()
    changed_at = serializers.DateTimeField(allow_null=True)
