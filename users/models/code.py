from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from functools import partial
from typing import ClassVar
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from config.sealed import marks_of
from post.prefixes import was_used
from tenants.leaving import erased

LIFETIME = timedelta(minutes=10)
TRIES = 3
DIGITS = 6


class Purpose(models.TextChoices):
    """What a code proves. One of another purpose, or about something else, proves nothing."""

    SIGN_UP_EMAIL = "sign_up_email"
    SIGN_UP_PHONE = "sign_up_phone"
    SIGN_IN = "sign_in"
    CHANGE_EMAIL = "change_email"
    CHANGE_PHONE = "change_phone"
    RESET = "reset"
    CONFIRM = "confirm"


class CodeManager(models.Manager["Code"]):
    def over(self) -> models.QuerySet[Code]:
        return self.filter(expires_at__lt=timezone.now())

    def waiting(self, *, purpose: str, to: str, about: str) -> Code | None:
        """The one that was asked for last and is not used: those before it are void."""
        mine = self.filter(purpose=purpose, to=to, about=about, used_at=None)
        return mine.order_by("-made_at").first()

    def redeem(self, code_id: UUID | str, typed: str, *, purpose: str, about: str = "") -> bool:
        """Whether this is the code; then it is used up, and the budget of its number's prefix hears
        of it. A wrong one costs one of three tries.

        Needs a transaction that is committed also where the answer is no. The person's own limit
        (`users.guessing`) is the caller's: a new code has three new tries.
        """
        waiting = self.filter(pk=code_id, purpose=purpose, about=about, used_at=None)
        code = waiting.select_for_update().first()
        if code is None or code.is_over:
            return False
        code.tries_left -= 1
        if code.fits(typed):
            code.used_at = timezone.now()
            if code.channel == Code.Channel.SMS:
                transaction.on_commit(partial(was_used, code.to), robust=True)
        code.save(update_fields=["tries_left", "used_at"])
        return code.used_at is not None

    def tries_left_of(self, code_id: UUID | str) -> int:
        """After a wrong one: how often the same code may still be typed."""
        code = self.filter(pk=code_id, used_at=None).first()
        return 0 if code is None or code.is_over else code.tries_left


@erased(with_person="user")
class Code(models.Model):
    """Six digits on their way to an address or a number. Only their HMAC is here, and no key of it.

    The digits are made in the job that sends them (`users.workflows.codes`), so that they stand in
    the message and nowhere else. `about` is what they are bound to: the id of a sign-up, of an
    operation that is confirmed.
    """

    class Channel(models.TextChoices):
        EMAIL = "email"
        SMS = "sms"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    purpose = models.CharField(max_length=20, choices=Purpose)
    channel = models.CharField(max_length=5, choices=Channel)
    to = models.CharField(max_length=254)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    about = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # empty until it is on its way
    tries_left = models.PositiveSmallIntegerField(default=TRIES)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[CodeManager] = CodeManager()

    def __str__(self) -> str:
        return f"{self.purpose} by {self.channel}"

    @property
    def is_over(self) -> bool:
        return self.expires_at <= timezone.now() or self.tries_left == 0

    @property
    def is_for_nobody(self) -> bool:
        """Asked for to sign in with an address that nobody has. It is never sent, and never fits."""
        return self.purpose == Purpose.SIGN_IN and self.user_id is None

    def draw(self) -> str:
        """New digits, which the caller sends. Those of an earlier try to send do not fit any more."""
        digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        self.digest = self._marks(digits)[0]
        return digits

    def fits(self, typed: str) -> bool:
        """Spaces and dashes between the digits do not matter."""
        digits = "".join(letter for letter in typed if letter.isdecimal())
        return any(hmac.compare_digest(self.digest, mark) for mark in self._marks(digits))

    def _marks(self, digits: str) -> list[str]:
        return marks_of(digits, "code", str(self.pk))
