"""By what somebody can confirm, and whether what they gave is right.

Recovery codes are for getting in again: they confirm nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from users.errors import ConfirmationOver, NoPasskey
from users.factors import passkeys, totp
from users.factors.held import Type, kinds_that_confirm
from users.models import Code, Confirmation, Phone, Purpose, User
from users.models.confirmation import Decision
from users.workflows.codes import ask_for_code_by_sms, wording

Method = Decision.Method
# Looks at a confirmation that is held, and says by which method it is proven; "" if it is not.
Proof = Callable[[Confirmation], str]


def methods_of(user: User, *, host: str) -> list[str]:
    """What this person can confirm by now, at this host. In the public room."""
    factors = kinds_that_confirm(user)
    able = {
        Method.SMS: Phone.objects.that_confirm().filter(user=user).exists(),
        Method.TOTP: Type.TOTP in factors,
        Method.PASSKEY: Type.WEBAUTHN in factors and is_below_ours(host),
    }
    return [method.value for method, is_able in able.items() if is_able]


def is_below_ours(host: str) -> bool:
    """A passkey is bound to our name: a business's own host cannot ask for it."""
    return host == settings.BASE_HOST or host.endswith(f".{settings.BASE_HOST}")


def send_code(confirmation: Confirmation, *, asked_from: str = "") -> None:
    """A code by SMS, whose text names the operation. One that was sent before does not fit any more.

    `asked_from` is the IP address of who asks. Raises ConfirmationOver, NoPhone, and what
    `allow_text` raises: too many were sent there, or no gateway takes any.
    """
    if not confirmation.is_waiting:
        raise ConfirmationOver
    about = str(confirmation.pk)
    phone = Phone.objects.that_confirm().filter(user=confirmation.user_id).first()
    ask_for_code_by_sms(Purpose.CONFIRM, phone, about=about, asked_from=asked_from)


def is_code_waiting(confirmation: Confirmation, phone: Phone) -> bool:
    """Whether one was sent, or is on its way, that still lets this operation happen."""
    about = str(confirmation.pk)
    code = Code.objects.waiting(purpose=Purpose.CONFIRM, to=phone.number, about=about)
    return code is not None and not code.is_over


def _question(code: Code) -> str:
    return str(Confirmation.objects.get(pk=code.about).says)


wording[Purpose.CONFIRM] = _question


def by_code(typed: str) -> Proof:
    """The digits of an SMS that was sent for this very operation, or those of the app."""

    def proof(held: Confirmation) -> str:
        if _was_sent(held, typed):
            return Method.SMS.value
        if Type.TOTP not in kinds_that_confirm(held.user):
            return ""
        return Method.TOTP.value if totp.fits(held.user, typed) else ""

    return proof


def _was_sent(held: Confirmation, typed: str) -> bool:
    """To the number that is theirs now: one that was given up confirms nothing."""
    phone = Phone.objects.that_confirm().filter(user=held.user_id).first()
    about = str(held.pk)
    code = phone and Code.objects.waiting(purpose=Purpose.CONFIRM, to=phone.number, about=about)
    if not code:
        return False
    return Code.objects.redeem(code.pk, typed, purpose=Purpose.CONFIRM, about=about)


def ask_to_sign(confirmation: Confirmation, *, host: str) -> dict[str, Any]:
    """What a browser needs to sign this very operation, by a passkey that confirms. It signs what the
    row is bound to, so nothing is left behind, and a repeat is the same question.

    Raises ConfirmationOver and NoPasskey.
    """
    if not confirmation.is_waiting:
        raise ConfirmationOver
    if Method.PASSKEY.value not in methods_of(confirmation.user, host=host):
        raise NoPasskey
    return passkeys.ask_to_sign(confirmation.user, confirmation.challenge)


def by_passkey(signed: str, origin: str) -> Proof:
    """A signature over this very operation, made on a page at `origin`, which is below our name.

    The key has looked who holds it: a finger, a face or a PIN.
    """

    def proof(held: Confirmation) -> str:
        if not is_below_ours(urlsplit(origin).hostname or ""):
            return ""
        is_signed = passkeys.has_signed(held.user, signed, held.challenge, origin=origin)
        return Method.PASSKEY.value if is_signed else ""

    return proof
