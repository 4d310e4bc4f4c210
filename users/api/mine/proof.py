"""Prove once more who you are: for five minutes this session may then change how you come in."""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.models import Authenticator
from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.api import Input
from users.api.mine.resource import Mine, filled
from users.errors import WrongProof
from users.factors import passkeys
from users.factors.forms import FactorForm, PasswordForm
from users.factors.held import Type, has_factor, kinds_of
from users.models import User
from users.proven import is_proven
from users.workflows.prove_again import proven_by

WAYS = {Type.TOTP: "app", Type.RECOVERY_CODES: "paper", Type.WEBAUTHN: "passkey"}
QUESTION = inline_serializer(
    "QuestionOutput",
    {"options": serializers.DictField(help_text="For `navigator.credentials` of a browser.")},
)


class ProofInput(Input):
    """One of them."""

    password = serializers.CharField(
        required=False,
        max_length=1000,
        trim_whitespace=False,
        help_text="Where there is no factor.",
    )
    code = serializers.CharField(
        required=False, max_length=40, help_text="Of the app, or one on paper."
    )
    passkey = serializers.DictField(
        required=False, help_text="The browser's answer to the question of `me/proof/passkey/`."
    )

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if len(given) != 1:
            raise serializers.ValidationError("Send one of: password, code, passkey.")
        return given


class ProofOutput(serializers.Serializer[Any]):
    is_proven = serializers.BooleanField(help_text="In the last five minutes, in this session.")
    ways = serializers.ListField(
        child=serializers.ChoiceField(["password", "app", "paper", "passkey"]),
        help_text="What is taken: a factor, where you hold one.",
    )


class ProofView(Mine):
    @extend_schema(summary="Read whether you have proven again who you are", responses=ProofOutput)
    def get(self, request: Request) -> Response:
        """What changes how you come in is refused with `prove_again` unless it is so."""
        return self._told()

    @extend_schema(
        summary="Prove again who you are",
        request=ProofInput,
        responses={
            200: ProofOutput,
            422: OpenApiResponse(description="It is not right. `fields` names it."),
            429: OpenApiResponse(description="`too_many_tries`: a passkey still works."),
        },
    )
    def post(self, request: Request) -> Response:
        """The session goes on under a new cookie, which the answer sets.

        A wrong password or code is one of ten wrong guesses an hour, of whatever kind.
        """
        given = ProofInput(data=request.data)
        given.is_valid(raise_exception=True)
        [(way, value)] = given.validated_data.items()
        proven_by(self.asked, self._used(way, value))
        return self._told()

    def _used(self, way: str, value: Any) -> Authenticator | None:
        """By which factor it is proven, None by the password. Raises WrongProof and the like."""
        if way == "passkey":
            return self._by_passkey(value)
        wanted = "code" if has_factor(kinds_of(self.person)) else "password"
        if way != wanted:
            raise WrongProof(fields={way: [WrongProof.detail]})
        form = (FactorForm if way == "code" else PasswordForm)({way: value}, user=self.person)
        filled(form)
        return form.row if isinstance(form, FactorForm) else None

    def _by_passkey(self, answer: Any) -> Authenticator:
        try:
            return passkeys.redeem(self.asked.session, json.dumps(answer), self.person)
        except passkeys.PasskeyRefused:
            raise WrongProof(fields={"passkey": [WrongProof.detail]}) from None

    def _told(self) -> Response:
        told = {"is_proven": is_proven(self.asked), "ways": ways_of(self.person)}
        return Response(ProofOutput(told).data)


class ProofQuestionView(Mine):
    @extend_schema(summary="Ask what a passkey has to sign", request=None, responses=QUESTION)
    def post(self, request: Request) -> Response:
        """Good for five minutes and one answer, in this session."""
        return Response({"options": passkeys.ask(self.asked.session, self.person)})


def ways_of(person: User) -> list[str]:
    kinds = kinds_of(person)
    return (
        [way for kind, way in WAYS.items() if kind in kinds] if has_factor(kinds) else ["password"]
    )
