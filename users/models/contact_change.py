from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone

from identity.phone import shortened
from tenants.leaving import erased

if TYPE_CHECKING:
    from users.models.user import User

LIFETIME = timedelta(minutes=30)
KEPT = timedelta(days=2)
ENDS = OLD, NEW = "old", "new"


class ContactChangeManager(models.Manager["ContactChange"]):
    def waiting_of(self, user: User, kind: str) -> ContactChange | None:
        mine = self.filter(user=user, kind=kind, done_at=None, expires_at__gt=timezone.now())
        return mine.first()

    def over(self) -> models.QuerySet[ContactChange]:
        return self.filter(expires_at__lt=timezone.now())


@erased(with_person="user")
class ContactChange(models.Model):
    """Somebody wants another address or number: both ends say so by a code before it is so.

    One a person and kind at a time; asking again replaces it. One that is done stays for two days,
    so that the old address can be told.
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
    done_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(db_index=True)

    objects: ClassVar[ContactChangeManager] = ContactChangeManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=models.Q(done_at=None),
                name="one_change_a_kind_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id}"

    @property
    def is_proven(self) -> bool:
        return bool(self.old_proven_at and self.new_proven_at)

    @property
    def asked_ends(self) -> list[str]:
        """Those that have not said yes yet."""
        return [end for end in ENDS if getattr(self, f"{end}_proven_at") is None]

    @property
    def old_is_mail(self) -> bool:
        """Also where there was no number before: then the mailbox says yes to the first one."""
        return "@" in self.old

    @property
    def old_hidden(self) -> str:
        """For pages: whoever looks over a shoulder need not read all of it."""
        return self.old if self.old_is_mail else shortened(self.old)

    @property
    def shown(self) -> dict[str, str]:
        """Both ends, as pages name them."""
        return {OLD: self.old_hidden, NEW: self.new}

    def about(self, end: str) -> str:
        """What a code of this end is bound to."""
        return f"{self.pk} {end}"

    def prove(self, end: str) -> None:
        setattr(self, f"{end}_proven_at", timezone.now())
        self.save(update_fields=[f"{end}_proven_at"])

    def done(self) -> None:
        self.done_at = timezone.now()
        self.expires_at = self.done_at + KEPT
        self.save(update_fields=["done_at", "expires_at"])
