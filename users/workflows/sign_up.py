"""The steps of a sign-up before there is a user: what is given, and the codes that prove it.

Whether an address or a number is known is asked only in the job that sends the code. A request
does the same for both, so that neither its answer nor its time tells.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction

from users.errors import SignUpClosed, TooManySignUps, TooManyTries, WrongCode
from users.models import Attempts, Code, Phone, Policy, Purpose, SignUp, User
from users.models.sign_up import new_sign_up
from users.workflows.codes import ask_for_code, instead

SESSION = "sign_up"  # in the session of a browser: which sign-up is its own
SIGN_UPS_AN_HOUR = 20  # from one computer
WRONG_CODES_AN_HOUR = 10  # for one address or number

_CHANNELS = {
    Purpose.SIGN_UP_EMAIL: Code.Channel.EMAIL,
    Purpose.SIGN_UP_PHONE: Code.Channel.SMS,
}


def sign_up_of(session: Any) -> SignUp | None:
    """What this browser has begun, while it lasts."""
    return SignUp.objects.of_session(session.get(SESSION))


def begin_here(email: str, *, before: SignUp | None, session: Any, at: str) -> SignUp:
    """`begin`, and this browser's session names it from now on; `before` is what it named so far.

    Somebody who was invited may sign up for a workspace of their own: that begins anew. Raises also
    SignUpClosed.
    """
    if settings.SIGN_UP == "closed":
        raise SignUpClosed
    if before is not None and (before.invitation_id or before.is_done):
        before = None
    sign_up = begin(email, at=at, sign_up=before)
    session[SESSION] = str(sign_up.pk)
    return sign_up


def begin(email: str, *, at: str, sign_up: SignUp | None = None) -> SignUp:
    """Somebody gives an address: a code is on its way there. `at` is the IP address of who asks.

    Leaves the sign-up (the one that this browser began before, if there is one) and the code.
    A repeat sends another code. Raises TooManySignUps or TooManyCodes.
    """
    if not Attempts.objects.take("sign up", at, most=SIGN_UPS_AN_HOUR):
        raise TooManySignUps
    with transaction.atomic():
        if sign_up is None:
            sign_up = new_sign_up(email=email)
            sign_up.save(force_insert=True)
        else:
            sign_up = SignUp.objects.held(sign_up)
            sign_up.is_from(email)
    if sign_up.email_proven_at is None:
        ask_again(sign_up, Purpose.SIGN_UP_EMAIL, at=at)
    return sign_up


def ask_again(sign_up: SignUp, purpose: Purpose, *, at: str) -> None:
    """Another code; the one before is void. Raises TooManyCodes, and what `allow_text` raises."""
    ask_for_code(
        purpose,
        channel=_CHANNELS[purpose],
        to=sign_up.address_for(purpose),
        about=str(sign_up.pk),
        asked_from=at,
    )


def tell_of_person(
    sign_up: SignUp, *, name: str, password: str, phone: str, policy: Policy, at: str
) -> SignUp:
    """Who it is, and which policy is accepted; `password` is a hash.

    Leaves it in the row, and a code on its way to a number that is not proven yet. A repeat changes
    what is given until there is a user. Raises what `ask_again` raises; what was given stands then.
    """
    with transaction.atomic():
        held = SignUp.objects.held(sign_up)
        if held.is_done:
            return held
        held.tell(name=name, password=password, phone=phone, policy=policy)
    if held.phone_proven_at is None:
        ask_again(held, Purpose.SIGN_UP_PHONE, at=at)
    return held


def prove(sign_up: SignUp, typed: str, *, purpose: Purpose) -> None:
    """The code that was sent to the address or the number was typed, and so it is proven.

    Raises WrongCode, and TooManyTries after ten wrong ones in an hour, however many sign-ups.
    """
    to = sign_up.address_for(purpose)
    # A count of its own: an address that nobody has would share it with the sign-in, a known one not.
    if not Attempts.objects.take("guess at sign-up", to, most=WRONG_CODES_AN_HOUR):
        raise TooManyTries
    if not _is_right(sign_up, typed, purpose=purpose, to=to):
        raise WrongCode
    Attempts.objects.give_back("guess at sign-up", to)


@transaction.atomic
def _is_right(sign_up: SignUp, typed: str, *, purpose: Purpose, to: str) -> bool:
    """A wrong try is counted, so this transaction is committed in either case."""
    held, about = SignUp.objects.held(sign_up), str(sign_up.pk)
    code = Code.objects.waiting(purpose=purpose, to=to, about=about)
    if code is None or held.address_for(purpose) != to:
        return False
    if not Code.objects.redeem(code.pk, typed, purpose=purpose, about=about):
        return False
    held.prove(purpose)
    return True


def _known_address(code: Code) -> str:
    known = User.objects.of_address(code.to)
    return "users/mail/known_already.txt" if known else ""


def _known_number(code: Code) -> str:
    known = Phone.objects.filter(number=code.to).exists()
    return "users/mail/known_number_by_sms.txt" if known else ""


instead[Purpose.SIGN_UP_EMAIL] = _known_address
instead[Purpose.SIGN_UP_PHONE] = _known_number
