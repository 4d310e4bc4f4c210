"""Ten codes on paper, for the day on which everything else is lost. Shown once, each good once."""

from __future__ import annotations

import hmac
import secrets
from typing import cast

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from config.sealed import mark_of, marks_of
from users.factors.held import Type
from users.models import User

NUMBER = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
LENGTH = 12  # 59 bits


@transaction.atomic
def make(user: User) -> list[str]:
    """New ones; those before are void. Only their marks are kept, under a key outside the database."""
    codes = [_new() for _ in range(NUMBER)]
    marks = [mark_of(_bare(code), "recovery code", str(user.pk)) for code in codes]
    User.objects.select_for_update().get(pk=user.pk)  # two at once would leave two rows
    Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).delete()
    Authenticator.objects.create(user=user, type=Type.RECOVERY_CODES, data={"marks": marks})
    return codes


@transaction.atomic
def redeem(user: User, typed: str) -> Authenticator | None:
    """Their row, if it is one of them; then it is used up. The limit on guessing is the caller's."""
    mine = Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES)
    held = mine.select_for_update().first()
    if held is None:
        return None
    shown = marks_of(_bare(typed), "recovery code", str(user.pk))
    left = [mark for mark in held.data["marks"] if not _is_among(mark, shown)]
    if len(left) == len(held.data["marks"]):
        return None
    held.data["marks"], held.last_used_at = left, timezone.now()
    held.save(update_fields=["data", "last_used_at"])
    return cast(Authenticator, held)


def left(user: User) -> int:
    held = Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).first()
    return len(held.data["marks"]) if held else 0


def _new() -> str:
    drawn = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return "-".join(drawn[start : start + 4] for start in range(0, LENGTH, 4))


def _bare(typed: str) -> str:
    return "".join(letter for letter in typed.lower() if letter.isalnum())


def _is_among(mark: str, shown: list[str]) -> bool:
    return any(hmac.compare_digest(mark, each) for each in shown)
