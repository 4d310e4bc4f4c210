from __future__ import annotations

from datetime import timedelta
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone

from tenants.leaving import erased

LIFETIME = timedelta(minutes=30)


class ContactChangeManager(models.Manager["ContactChange"]):
    def over(self) -> models.QuerySet[ContactChange]:
        return self.filter(expires_at__lt=timezone.now())


@erased(with_person="user")
class ContactChange(models.Model):
    """Somebody wants another address or number: both ends say so by a code before it is so.

    One a person and kind; asking again replaces it.
    """

    class Kind(models.TextChoices):
        EMAIL = "email"
        PHONE = "phone"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="contact_changes"
    )
    kind = models.CharField(max_length=5, choices=Kind)
    old = models.CharField(max_length=254)
    new = models.CharField(max_length=254)
    old_proven_at = models.DateTimeField(null=True)
    new_proven_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(db_index=True)

    objects: ClassVar[ContactChangeManager] = ContactChangeManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_change_a_kind_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id}"

    @property
    def is_over(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def is_proven(self) -> bool:
        return bool(self.old_proven_at and self.new_proven_at)
