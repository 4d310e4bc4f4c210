from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.conf import settings
from django.db import models
from django.template import Engine
from django.utils import timezone
from uuid_utils.compat import uuid7

from i18n.choice import offered
from tenants.leaving import erased, holds_nothing

if TYPE_CHECKING:
    from users.models.user import User


class PolicyManager(models.Manager["Policy"]):
    def current(self) -> Policy:
        """The version that holds now."""
        held = self.filter(effective_at__lte=timezone.now()).order_by("-number")
        return held[:1].get()


@holds_nothing("versions of a text that everybody may read")
class Policy(models.Model):
    """One version of what Kontor and its people promise each other.

    The text of each language is a template that never changes once its version holds: `digests`
    says which text that was, so that it can be shown years later what somebody accepted.
    """

    number = models.PositiveSmallIntegerField(primary_key=True)
    effective_at = models.DateTimeField()
    digests = models.JSONField()  # language -> SHA-256 of its text, in hexadecimal

    objects: ClassVar[PolicyManager] = PolicyManager()

    class Meta:
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return str(self.number)

    def text_in(self, language: str) -> str:
        """The name of the template; of the source language where there is none."""
        code = language if offered(language) else settings.LANGUAGE_CODE
        return f"users/policy/{self.number}/{code}.html"

    def digest_in(self, language: str) -> str:
        """Of the text as it is now."""
        source = cast(Any, Engine.get_default().get_template(self.text_in(language))).source
        return sha256(source.encode()).hexdigest()


class PolicyAcceptanceManager(models.Manager["PolicyAcceptance"]):
    def of(self, user: User) -> models.QuerySet[PolicyAcceptance]:
        return self.filter(user=user).select_related("policy").order_by("-policy")

    def is_missing_from(self, user: User) -> bool:
        """Whether this person has not accepted the version that holds now. One query."""
        holds = Policy.objects.filter(effective_at__lte=timezone.now()).order_by("-number")
        present = Policy.objects.filter(number=holds.values("number")[:1])
        return present.exclude(acceptances__user=user).exists()


@erased(with_person="user")
class PolicyAcceptance(models.Model):
    """Who accepted which version, and when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="policy_acceptances"
    )
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="acceptances")
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[PolicyAcceptanceManager] = PolicyAcceptanceManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "policy"], name="a_version_is_accepted_once")
        ]

    def __str__(self) -> str:
        return f"{self.policy_id} by {self.user_id}"
