"""Which factors somebody holds."""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from users.models import Phone, User

Type = Authenticator.Type
CONFIRMS_FROM = "confirms_from"  # in the data of a factor


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


def has_cooled(row: Authenticator) -> bool:
    """Whether it confirms operations by now. To sign in each is good at once."""
    return bool(row.data.get(CONFIRMS_FROM, 0) <= time.time())


def kinds_that_confirm(user: User) -> set[str]:
    """Of what this person holds, all that is not of today (see `change_factors`)."""
    return {row.type for row in factors_of(user) if has_cooled(row)}


def has_nothing_to_confirm_by(user: User) -> bool:
    """Neither a phone nor a factor: such a person cannot confirm anything."""
    return not (Phone.objects.filter(user=user).exists() or factors_of(user).exists())


def awaiting_trust(user: User) -> list[Authenticator]:
    """Those of today that this person's phone may say yes to, so that they confirm at once. A phone
    that came after them may have come from the same hands."""
    cooling = [row for row in factors_of(user) if not has_cooled(row)]
    phone = Phone.objects.that_confirm().filter(user=user).first() if cooling else None
    return [row for row in cooling if phone and phone.proven_at < row.created_at]


def is_last_that_confirms(row: Authenticator) -> bool:
    """Neither the phone nor another factor confirms: who has lost this one has paper alone."""
    user = row.user
    if Phone.objects.that_confirm().filter(user=user).exists():
        return False
    return not any(map(has_cooled, factors_of(user).exclude(pk=row.pk)))


def has_factor(kinds: set[str]) -> bool:
    return bool(kinds & {Type.TOTP.value, Type.WEBAUTHN.value})
