"""Which passwords are good: long, and not what an attacker tries first. Nothing else is demanded.

NIST SP 800-63B-4 §3.1.1.2 and OWASP ASVS 5.0 §6.2: no rules of composition, no forced change.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from zxcvbn import zxcvbn

from users.models.user import ALONE
from users.passwords.breached import is_breached

WITH_FACTOR = 8  # characters, beside a second factor
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# How many guesses an attacker needs who knows how people choose: zxcvbn's estimate, as a power of
# ten. Alone, a password must withstand an attack on a stolen hash; beside a second factor one on
# our sign-in, where ten are allowed an hour.
GUESSES_ALONE, GUESSES_WITH_FACTOR = 10, 6
AROUND = 8  # characters beside a common password that make it another one
READ = 72  # so much of a password is judged


def has_second_factor(user: Any) -> bool:
    if user is None or user._state.adding:
        return False
    mine = Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_FACTORS)
    return bool(mine.exists())


class MinimumLength(MinimumLengthValidator):
    """15 characters, or 8 for who also has a passkey or an authenticator app."""

    def __init__(self) -> None:
        super().__init__(min_length=ALONE)

    def validate(self, password: str, user: Any = None) -> None:
        least = WITH_FACTOR if len(password) < ALONE and has_second_factor(user) else ALONE
        MinimumLengthValidator(least).validate(password, user)


class MaximumLength:
    """A password may be long, but not so long that hashing it becomes an attack."""

    def __init__(self, max_length: int = 256) -> None:
        self.max_length = max_length

    def validate(self, password: str, user: object = None) -> None:
        if len(password) > self.max_length:
            raise ValidationError(
                _("This password has more than %(most)d characters: use a shorter one."),
                code="password_too_long",
                params={"most": self.max_length},
            )

    def get_help_text(self) -> str:
        return _("Your password can have at most %(most)d characters.") % {"most": self.max_length}


class NotEasilyGuessed:
    """Refuses what lists of passwords and their simple changes find, and says what is weak in it."""

    def validate(self, password: str, user: Any = None) -> None:
        read = unicodedata.normalize("NFKC", password)[:READ]
        known = _known_of(user)
        found = zxcvbn(read, user_inputs=known, max_length=READ)
        is_alone = len(password) >= ALONE or not has_second_factor(user)
        least = GUESSES_ALONE if is_alone else GUESSES_WITH_FACTOR
        if found["guesses_log10"] < least or _is_common(found["sequence"]):
            raise ValidationError(_reason(found["sequence"], known), code="password_easily_guessed")

    def get_help_text(self) -> str:
        return _("A few words that only you would put together are good.")


class NotBreached:
    """Refuses what the operator's list of breached passwords holds, where there is one."""

    def validate(self, password: str, user: object = None) -> None:
        if is_breached(password):
            raise ValidationError(
                _("This password was found in a breach of another service. Choose another one."),
                code="password_breached",
            )

    def get_help_text(self) -> str:
        return ""


def _known_of(user: Any) -> list[str]:
    """What everybody who attacks this person would try with it."""
    about = f"{user.email} {user.name}" if user is not None else ""
    return ["kontor", *re.split(r"[\W_]+", about.casefold())]


def _is_common(parts: list[dict[str, Any]]) -> bool:
    """Whether it is one of Django's common passwords, once or repeated, with a little around it."""
    known = [part for part in parts if _base(part) in _common()]
    return bool(known) and sum(len(part["token"]) for part in parts if part not in known) < AROUND


def _base(part: dict[str, Any]) -> str:
    return str(part.get("base_token") or part["token"]).casefold()


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


_REASONS = {
    "repeat": gettext_lazy("It repeats itself"),
    "spatial": gettext_lazy("Its keys lie side by side"),
    "sequence": gettext_lazy("It counts or spells the alphabet"),
    "date": gettext_lazy("It is a date"),
    "regex": gettext_lazy("It is a year"),
}


def _reason(parts: list[dict[str, Any]], known: list[str]) -> str:
    """By its longest part."""
    longest = max(parts, key=lambda part: len(part["token"]))
    if _base(longest) in known:
        why = _("It is made of your name or address")
    else:
        why = str(_REASONS.get(longest["pattern"], _("Many people have this one")))
    return _("%(why)s, so it is soon guessed. Put together a few words that nobody else would.") % {
        "why": why
    }
