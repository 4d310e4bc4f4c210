"""Ways in without a password, and the second step: the same for pages and for the API.

Each ends in what allauth does next, which is told by its answer and by where the browser then stands
(`second_step_of`, the user of the request).
"""

from __future__ import annotations

from typing import Any, cast

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from users import guessing
from users.errors import NoCodeAskedFor, TooManyCodes, WrongCode
from users.factors import passkeys
from users.factors.held import Type
from users.models import Attempts, Code, Purpose, User
from users.networks import network_of
from users.proven import remember
from users.stages import SecondStep
from users.workflows.change_factors import recovery_code_used
from users.workflows.codes import ask_for_code

ASKED = "sign_in_code"  # in the session: which code, and for which address
CODES_AN_HOUR = 30  # from one computer


def ask_for_code_to_sign_in(address: str, *, session: Any, at: str, onward: str = "") -> None:
    """A code is on its way to this address, if somebody has it; `at` is the IP address of who asks.

    Leaves a code either way (see `Code.is_for_nobody`), which this session names. A repeat voids the
    one before. Raises TooManyCodes.
    """
    if not Attempts.objects.take("codes asked", at, most=CODES_AN_HOUR):
        raise TooManyCodes
    user = User.objects.of_address(address)
    code = ask_for_code(Purpose.SIGN_IN, channel=Code.Channel.EMAIL, to=address, user=user)
    session[ASKED] = {"id": str(code.pk), "to": address, "next": onward}


def by_code(request: HttpRequest, typed: str) -> HttpResponse:
    """The code that this browser asked for. Raises NoCodeAskedFor, WrongCode and TooManyTries."""
    asked = request.session.get(ASKED)
    if asked is None:
        raise NoCodeAskedFor
    user = _whose(asked, typed, at=network_of(request))
    if user is None:
        raise WrongCode.with_tries(Code.objects.tries_left_of(asked["id"]))
    del request.session[ASKED]
    remember(request, user, "code")
    return _on(request, Login(user=user, email=asked["to"], redirect_url=asked["next"] or None))


def _whose(asked: dict[str, str], typed: str, *, at: str) -> User | None:
    """If the code is right. The count is that of the person, however they began."""
    user = User.objects.of_address(asked["to"])
    guessed = guessing.whose(user, asked["to"])
    with guessing.guess(guessed, at=at) as it, transaction.atomic():
        fits = Code.objects.redeem(asked["id"], typed, purpose=Purpose.SIGN_IN)
        it.right = fits and user is not None
    return user if it.right else None


def by_passkey(request: HttpRequest, answered: str, *, onward: str = "") -> HttpResponse:
    """Both steps at once: the key has asked for a finger, a face or a PIN. Raises PasskeyRefused."""
    used = passkeys.redeem(request.session, answered)
    remember(request, used.user, "mfa", used)
    return _on(request, Login(user=used.user, redirect_url=onward or None))


def second_step_of(request: HttpRequest) -> SecondStep | None:
    """What this browser waits for after a first proof. A new password has ended it."""
    stage = LoginStageController.enter(request, SecondStep.key)
    if stage is None:
        return None
    if not stage.still_holds:
        stage.abort()
        return None
    return cast(SecondStep, stage)


def past_second_step(request: HttpRequest, stage: SecondStep, row: Authenticator) -> HttpResponse:
    """It was proven by this factor. Who used a code on paper is told so by mail."""
    user: Any = stage.login.user
    if row.type == Type.RECOVERY_CODES:
        recovery_code_used(user)
    remember(request, user, "mfa", row)
    return cast(HttpResponse, stage.exit())


def _on(request: HttpRequest, login: Login) -> HttpResponse:
    return cast(HttpResponse, perform_login(request, login))
