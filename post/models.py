from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from post.words import Words
from tenants.leaving import erased, holds_nothing


@erased(with_tenant="tenant", with_person="reference")
class Delivery(models.Model):
    """One letter to one person: what for, when, and whether it left. Never what it said."""

    class State(models.TextChoices):
        SENT = "sent"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant = models.ForeignKey(
        "tenants.Tenant", models.CASCADE, null=True, related_name="deliveries"
    )
    message_id = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    to = models.EmailField(max_length=254)
    reference = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State)
    error_code = models.CharField(max_length=100, default="", blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [models.Index(fields=["reference"], name="deliveries_of_something")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


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
