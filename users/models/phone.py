from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from identity.phone import shortened
from tenants.leaving import erased

COOLING = timedelta(hours=24)


class PhoneQuerySet(models.QuerySet["Phone"]):
    def that_confirm(self) -> PhoneQuerySet:
        return self.filter(confirms_from__lte=timezone.now())


@erased(with_person="user")
class Phone(models.Model):
    """The number that somebody has proven, by a code sent to it. E.164, one person a number.

    After a change it confirms operations only from `confirms_from` on: who stole a sign-in cannot
    bring a phone along.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="phone"
    )
    number = models.CharField(max_length=16, unique=True)
    proven_at = models.DateTimeField(default=timezone.now)
    confirms_from = models.DateTimeField(default=timezone.now)

    objects: ClassVar[PhoneQuerySet] = PhoneQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.hidden

    @property
    def hidden(self) -> str:
        return shortened(self.number)

    @property
    def can_confirm(self) -> bool:
        return self.confirms_from <= timezone.now()
