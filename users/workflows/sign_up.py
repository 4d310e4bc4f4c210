"""The steps of a sign-up before there is a user: what is given, and the codes that prove it.

Whether an address or a number is known is asked only in the job that sends the code. A request
does the same for both, so that neither its answer nor its time tells.
"""

from __future__ import annotations

from django.db import transaction

from users.errors import TooManySignUps, TooManyTries, WrongCode
from users.models import Attempts, Code, Phone, Purpose, SignUp, User
from users.models.sign_up import new_sign_up
from users.workflows.codes import ask_for_code, instead

SIGN_UPS_AN_HOUR = 20  # from one computer
WRONG_CODES_AN_HOUR = 10  # for one address or number

_CHANNELS = {
    Purpose.SIGN_UP_EMAIL: Code.Channel.EMAIL,
    Purpose.SIGN_UP_PHONE: Code.Channel.SMS,
}


def begin(email: str, *, at: str, sign_up: SignUp | None = None) -> SignUp:
    """Somebody gives an address: a code is on its way there. `at` is the client's IP address.

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
