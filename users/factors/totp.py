"""An app that shows a new code every thirty seconds (RFC 6238)."""

from __future__ import annotations

import time
from base64 import b64encode
from typing import cast
from urllib.parse import quote, urlencode

import segno
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.db import transaction
from django.utils import timezone

from config.sealed import SealBroken, seal, unseal
from users.factors.held import Type
from users.models import User

ISSUER = "Kontor"
SEALED = "factor"


def new_secret() -> str:
    """160 random bits in base32, as apps take them."""
    return str(generate_totp_secret())


def address_of(user: User, secret: str) -> str:
    """What the picture says: an `otpauth:` address."""
    label, told = quote(f"{ISSUER}:{user.email}"), {"secret": secret, "issuer": ISSUER}
    return f"otpauth://totp/{label}?{urlencode(told, quote_via=quote)}"


def picture_of(address: str) -> str:
    """As a `data:` address of an SVG, black on white whatever the page's colours are."""
    drawn = segno.make(address, error="m").svg_inline(scale=5, border=4, light="white")
    # Without a namespace a picture of its own shows nothing.
    svg = drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def step_of(secret: str, typed: str) -> int | None:
    """Which half minute the typed code is of, if it is the present one.

    No other is taken: a code lives for thirty seconds (OWASP ASVS 5.0, 6.5.5).
    """
    step = int(time.time()) // app_settings.TOTP_PERIOD
    fits = compare_user_code(actual=typed, expected=format_hotp_value(hotp_value(secret, step)))
    return step if fits else None


def add(user: User, secret: str, step: int) -> Authenticator:
    """`step` is that of the code which showed that the app works: it is used up."""
    data = {"secret": seal(secret, SEALED, str(user.pk), Type.TOTP), "used": step}
    return Authenticator.objects.create(user=user, type=Type.TOTP, data=data)


def holds(user: User, secret: str) -> bool:
    """Whether this is the secret of the person's app."""
    held = Authenticator.objects.filter(user=user, type=Type.TOTP).first()
    try:
        return held is not None and _secret_of(held) == secret
    except SealBroken:  # of a key that is gone, or brought here from another row
        return False


def _secret_of(held: Authenticator) -> str:
    return unseal(held.data["secret"], SEALED, str(held.user_id), Type.TOTP)


@transaction.atomic
def redeem(user: User, typed: str) -> Authenticator | None:
    """The person's app, if this is the code that it shows now. Each is good once.

    The row remembers the half minute of the last one that was right, for all processes: neither
    that code nor an older one is taken again. The account's limit on guessing is the caller's.
    """
    mine = Authenticator.objects.filter(user=user, type=Type.TOTP)
    held = mine.select_for_update().first()
    if held is None:
        return None
    try:
        secret = _secret_of(held)
    except SealBroken:  # of a key that is gone, or brought here from another row
        return None
    step = step_of(secret, typed)
    if step is None or step <= held.data["used"]:
        return None
    held.data["used"], held.last_used_at = step, timezone.now()
    held.save(update_fields=["data", "last_used_at"])
    return cast(Authenticator, held)


def fits(user: User, typed: str) -> bool:
    """Whether it was right; then it is used up."""
    return redeem(user, typed) is not None
