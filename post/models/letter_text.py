from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from post.words import Words
from tenants.leaving import holds_nothing


@holds_nothing("what the provider writes to everybody")
class LetterText(models.Model):
    """A letter in the provider's own words. A language that has none speaks the built-in ones.

    modeltranslation makes a column for each language of both texts: `subject_lv`, `text_lv`. In a
    language both are there or neither is.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=100, unique=True)
    subject = models.CharField(max_length=200, default="", blank=True)
    text = models.TextField(max_length=10_000, default="", blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"subject_{code}__isnull": False, f"text_{code}__isnull": False})
                & (
                    Q(**{f"subject_{code}": "", f"text_{code}": ""})
                    | Q(**{f"subject_{code}__gt": "", f"text_{code}__gt": ""})
                ),
                name=f"letter_is_whole_in_{code}",
            )
            for code, _ in settings.LANGUAGES
        ]

    def __str__(self) -> str:
        return self.name

    def words_in(self, language: str) -> Words | None:
        """What was written in this language, and in no other."""
        subject, text = getattr(self, f"subject_{language}"), getattr(self, f"text_{language}")
        return Words(subject, text) if subject and text else None

    def say(self, language: str, words: Words | None) -> None:
        """Take these words, or forget those that are there. Nothing is saved yet."""
        setattr(self, f"subject_{language}", words.subject if words else "")
        setattr(self, f"text_{language}", words.text if words else "")
