"""Which factors somebody holds."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from users.models import User

Type = Authenticator.Type


def factors_of(user: User) -> QuerySet[Authenticator]:
    """Those that prove something by themselves: codes on paper only stand in for them."""
    mine = Authenticator.objects.filter(user=user, type__in=[Type.TOTP, Type.WEBAUTHN])
    return mine.order_by("pk")  # type: ignore[no-any-return]


def passkeys_of(user: User) -> QuerySet[Authenticator]:
    mine = Authenticator.objects.filter(user=user, type=Type.WEBAUTHN)
    return mine.order_by("pk")  # type: ignore[no-any-return]


def kinds_of(user: User) -> set[str]:
    """`totp`, `webauthn`, `recovery_codes`. One query."""
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def has_factor(kinds: set[str]) -> bool:
    return bool(kinds & {Type.TOTP.value, Type.WEBAUTHN.value})
