"""A new password needs the mail's link and, where its person has one, a second proof."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from users import guessing
from users.factors import recovery_codes, totp
from users.factors.held import Type, kinds_of
from users.models import Code, FactorRecovery, Phone, Purpose, User
from users.workflows.codes import ask_for_code_by_sms

SMS = "sms"


def proofs_of(user: User) -> set[str]:
    """By what this person can prove it beside the link: empty, where nothing else is known of them.

    Also once a factor recovery is open: the waiting time, of which every address was told, stands
    for the proof that is lost. Otherwise who has lost both would never come in again.
    """
    if FactorRecovery.objects.now_open().filter(person=user).exists():
        return set()
    return kinds_of(user) | ({SMS} if _phone_of(user) else set())


def send_code(user: User, *, asked_from: str) -> None:
    """A code by SMS.

    `asked_from` is the IP address of who asks. Raises NoPhone, and what `allow_text` raises.
    """
    about = str(user.pk)
    ask_for_code_by_sms(Purpose.RESET, _phone_of(user), about=about, asked_from=asked_from)


def redeem_proof(user: User, typed: str) -> bool:
    """Whether this is the code of an SMS, of the app, or one on paper; then it is used up.

    Raises TooManyTries: it is counted with all other guesses of this person's.
    """
    with guessing.guess(guessing.whose(user)) as it, transaction.atomic():
        it.right = any(
            used(user, typed) for used in (_was_sent, totp.redeem, recovery_codes.redeem)
        )
    return it.right


def _phone_of(user: User) -> Phone | None:
    """That has stood here for a day; of who has nothing else also a newer one: it is more than the
    mailbox alone."""
    phones = Phone.objects.filter(user=user)
    return (phones.that_confirm() if kinds_of(user) else phones).first()


def _was_sent(user: User, typed: str) -> bool:
    about = str(user.pk)
    sent = Code.objects.filter(purpose=Purpose.RESET, about=about, used_at=None)
    code = sent.order_by("-made_at").first()
    if code is None:
        return False
    return Code.objects.redeem(code.pk, typed, purpose=Purpose.RESET, about=about)


def only_a_passkey(proofs: Collection[str]) -> bool:
    """Then there is nothing to type: the passkey itself opens the door, and the page says so."""
    return set(proofs) == {Type.WEBAUTHN.value}
