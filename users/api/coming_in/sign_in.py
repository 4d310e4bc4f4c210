"""Signing in and out. A session is a cookie and nothing else: no answer holds what would open one."""

from __future__ import annotations

import json
from typing import Any

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import get_ip
from django.middleware.csrf import get_token
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.api import Input
from users.api.coming_in.sign_up_serializers import TypedCodeInput
from users.api.coming_in.strangers import ForAnybody, asked_of, person_at, refuse_who_is_in
from users.api.mine.proof import QUESTION, WAYS
from users.api.mine.resource import filled
from users.errors import NoSecondStep, PasskeyNotTaken, TooFast, WrongPassword
from users.factors import passkeys
from users.factors.forms import FactorForm
from users.factors.held import kinds_of
from users.forms.passwords import SignInForm
from users.models import PolicyAcceptance, User
from users.workflows.sign_in import (
    ASKED,
    ask_for_code_to_sign_in,
    by_code,
    by_passkey,
    past_second_step,
    second_step_of,
)
from users.workflows.sign_out import sign_out

FIRST_STEPS = ["password", "code", "passkey"]
TOO_MANY = OpenApiResponse(
    description="`too_many_tries`, `too_fast` or `too_busy`; `Retry-After` says when to come again."
)


class PasswordSignInInput(Input):
    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=1000, trim_whitespace=False)


class AddressInput(Input):
    email = serializers.EmailField(max_length=254)


class FactorCodeInput(Input):
    code = serializers.CharField(max_length=40, help_text=_("Of the app, or one on paper."))


class PasskeyInput(Input):
    passkey = serializers.DictField(
        help_text=_("The browser's answer to the question of `session/passkey/options/`.")
    )


class WhoOutput(serializers.Serializer[User]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.EmailField()


class SignInOutput(serializers.Serializer[Any]):
    """Where this browser stands, and what opens the next door."""

    state = serializers.ChoiceField(
        ["nobody", "second_step", "signed_in"],
        help_text=_("After `second_step` somebody is signed in; before it nobody is."),
    )
    ways = serializers.ListField(
        child=serializers.ChoiceField([*FIRST_STEPS, "app", "paper"]),
        help_text=_("What is taken next."),
    )
    code_is_asked_for = serializers.BooleanField(
        help_text=_("`session/code/` waits for the code of a mail.")
    )
    person = WhoOutput(allow_null=True)
    has_to_accept = serializers.BooleanField(
        help_text=_("The policy has a newer version than the one that was accepted.")
    )
    csrf_token = serializers.CharField(
        help_text=_("For the header X-CSRFToken. A sign-in makes another one.")
    )


class _Way(ForAnybody):
    def told(self, request: Request) -> Response:
        return Response(SignInOutput(standing(request)).data)


class SignInView(_Way):
    """GET says who is signed in here; POST signs in; DELETE signs out."""

    @extend_schema(summary="Read who is signed in", responses=SignInOutput)
    def get(self, request: Request) -> Response:
        """Begin here: whatever changes something sends `csrf_token` in the header X-CSRFToken, the
        cookies that came with it, and this host as `Origin`. A program does the same as a browser.
        """
        return self.told(request)

    @extend_schema(
        summary="Sign in with a password",
        request=PasswordSignInInput,
        responses={200: SignInOutput, 429: TOO_MANY},
    )
    def post(self, request: Request) -> Response:
        """Who holds an app or a passkey goes on with `session/second-step/`, as `state` says.

        Ten wrong guesses an hour, of whatever kind, for a person; ten in a minute for a computer.
        """
        refuse_who_is_in(request)
        given = PasswordSignInInput(data=request.data)
        given.is_valid(raise_exception=True)
        self._sign_in(asked_of(request), **given.validated_data)
        return self.told(request)

    def _sign_in(self, asked: Any, email: str, password: str) -> None:
        not_too_fast(asked, "allauth.account", "login")
        form = SignInForm({"login": email, "password": password}, request=asked)
        if not form.is_valid():
            codes = {error.code for each in form.errors.as_data().values() for error in each}
            raise TooFast if "too_many_login_attempts" in codes else WrongPassword
        form.login(asked)

    @extend_schema(summary="Sign out", request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Here, and in every workspace that was opened from here. Also gives up a sign-in or a
        sign-up that has only begun. A repeat changes nothing. `DELETE sessions/` ends the others."""
        sign_out(asked_of(request))
        return Response(status=204)


class CodesView(_Way):
    @extend_schema(
        summary="Ask for a code by mail",
        request=AddressInput,
        responses={
            202: OpenApiResponse(description="On its way, if anybody signs in with this address."),
            429: TOO_MANY,
        },
    )
    def post(self, request: Request) -> Response:
        """Type it into `session/code/`, from the same browser, in ten minutes."""
        refuse_who_is_in(request)
        given = AddressInput(data=request.data)
        given.is_valid(raise_exception=True)
        asked, address = asked_of(request), given.validated_data["email"].strip().lower()
        ask_for_code_to_sign_in(address, session=asked.session, at=get_ip(asked))
        return Response(status=202)


class CodeView(_Way):
    @extend_schema(
        summary="Sign in with a code by mail",
        request=TypedCodeInput,
        responses={200: SignInOutput, 429: TOO_MANY},
    )
    def post(self, request: Request) -> Response:
        """Three tries for each code. Who holds a factor goes on with the second step."""
        refuse_who_is_in(request)
        given = TypedCodeInput(data=request.data)
        given.is_valid(raise_exception=True)
        by_code(asked_of(request), given.validated_data["code"])
        return self.told(request)


class PasskeyOptionsView(_Way):
    @extend_schema(summary="Ask what a passkey has to sign", request=None, responses=QUESTION)
    def post(self, request: Request) -> Response:
        """Of any person; at the second step, of the one whose first step it was."""
        refuse_who_is_in(request)
        asked = asked_of(request)
        stage = second_step_of(asked)
        person: Any = stage.login.user if stage else None
        return Response({"options": passkeys.ask(asked.session, person)})


class PasskeyView(_Way):
    @extend_schema(
        summary="Sign in with a passkey",
        request=PasskeyInput,
        responses={200: SignInOutput, 429: TOO_MANY},
    )
    def post(self, request: Request) -> Response:
        """Both steps at once, or the second one. Not counted as a guess: it cannot be guessed."""
        refuse_who_is_in(request)
        given = PasskeyInput(data=request.data)
        given.is_valid(raise_exception=True)
        asked, answered = asked_of(request), json.dumps(given.validated_data["passkey"])
        not_too_fast(asked, "allauth.mfa", "webauthn_login")
        try:
            self._sign_in(asked, answered)
        except passkeys.PasskeyRefused:
            raise PasskeyNotTaken from None
        return self.told(request)

    def _sign_in(self, asked: Any, answered: str) -> None:
        stage = second_step_of(asked)
        if stage is None:
            by_passkey(asked, answered)
            return
        used = passkeys.redeem(asked.session, answered, stage.login.user)
        past_second_step(asked, stage, used)


class SecondStepView(_Way):
    @extend_schema(
        summary="Give the second step",
        request=FactorCodeInput,
        responses={200: SignInOutput, 429: TOO_MANY},
    )
    def post(self, request: Request) -> Response:
        """By the app, or by a code on paper, of whose use its owner is told."""
        given = FactorCodeInput(data=request.data)
        given.is_valid(raise_exception=True)
        asked = asked_of(request)
        stage = second_step_of(asked)
        if stage is None:
            raise NoSecondStep
        form = FactorForm(given.validated_data, user=stage.login.user)
        filled(form)
        past_second_step(asked, stage, form.row)
        return self.told(request)


def not_too_fast(asked: Any, app: str, action: str) -> None:
    """The same count as that of the page. Raises TooFast."""
    if ratelimit.consume(asked, app=app, action=action) is None:
        raise TooFast


def standing(request: Request) -> dict[str, Any]:
    """Where this browser stands now."""
    asked, person = asked_of(request), person_at(request)
    stage = second_step_of(asked) if person is None else None
    told = {"state": "nobody", "ways": FIRST_STEPS}
    if person is not None:
        told = {"state": "signed_in", "ways": []}
    elif stage is not None:
        kinds = kinds_of(stage.login.user)
        told = {
            "state": "second_step",
            "ways": [way for kind, way in WAYS.items() if kind in kinds],
        }
    return {
        **told,
        "code_is_asked_for": person is None and ASKED in asked.session,
        "person": person,
        "has_to_accept": bool(person and PolicyAcceptance.objects.is_missing_from(person)),
        "csrf_token": get_token(asked),
    }
