"""By what somebody signs in beside the password: an app with codes, passkeys, codes on paper."""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import (
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
    inline_serializer,
)
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.api import Input
from config.asked import AskedOutput
from config.confirming import ask_to_confirm
from users.api.mine.proof import QUESTION
from users.api.mine.resource import Changing, Mine, refuse_unproven
from users.confirmed.factors import REMOVE, TRUST, payload_of
from users.errors import NoFactor, PasskeyNotTaken
from users.factors import passkeys, recovery_codes, totp
from users.factors.held import (
    Type,
    awaiting_trust,
    factors_of,
    has_cooled,
    has_factor,
    is_last_that_confirms,
    kinds_of,
    passkeys_of,
)
from users.proven import is_proven_by_paper, is_proven_by_what_confirms
from users.workflows import change_factors
from users.workflows.add_app import begin_app, finish_app

AGAIN = OpenApiResponse(description="`prove_again`: first `POST me/proof/`.")
KINDS = {Type.TOTP: "app", Type.WEBAUTHN: "passkey"}


class NameInput(Input):
    name = serializers.CharField(max_length=60, help_text="So that you know it again.")


class AppCodeInput(Input):
    code = serializers.CharField(max_length=40, help_text="That the app shows now.")


class NewPasskeyInput(NameInput):
    passkey = serializers.DictField(help_text="The browser's answer to the question.")


class FactorOutput(serializers.ModelSerializer[Authenticator]):
    kind = serializers.SerializerMethodField()
    name = serializers.SerializerMethodField(help_text="Of a passkey.")
    confirms = serializers.SerializerMethodField(
        help_text="One that no factor of long standing has let in confirms after a day."
    )

    class Meta:
        model = Authenticator
        fields = ("id", "kind", "name", "created_at", "last_used_at", "confirms")
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(["app", "passkey"]))
    def get_kind(self, row: Authenticator) -> str:
        return KINDS[row.type]

    def get_name(self, row: Authenticator) -> str:
        return str(row.data.get("name", ""))

    def get_confirms(self, row: Authenticator) -> bool:
        return has_cooled(row)


class PaperOutput(serializers.Serializer[Any]):
    """Codes on paper, which are shown once. They stand in for what is lost, and confirm nothing."""

    codes = serializers.ListField(child=serializers.CharField())


class LeftOutput(serializers.Serializer[Any]):
    left = serializers.IntegerField()


class FactorsView(Mine, generics.ListAPIView[Authenticator]):
    serializer_class = FactorOutput
    queryset = Authenticator.objects.none()
    filter_backends = ()

    def get_queryset(self) -> Any:
        return factors_of(self.person)

    @extend_schema(summary="List your second factors", filters=False)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The app and the passkeys, the oldest first. How many codes on paper are left is said by
        `recovery-codes/`."""
        return super().get(request, *args, **kwargs)


class FactorView(Mine):
    def one(self, factor_id: int) -> Authenticator:
        found = factors_of(self.person).select_related("user")
        row: Authenticator = get_object_or_404(found, pk=factor_id)
        return row

    @extend_schema(summary="Read a second factor", responses=FactorOutput)
    def get(self, request: Request, factor_id: int) -> Response:
        """Its secret is shown to nobody."""
        return Response(FactorOutput(self.one(factor_id)).data)

    @extend_schema(
        summary="Rename a passkey", request=NameInput, responses={200: FactorOutput, 409: AGAIN}
    )
    def patch(self, request: Request, factor_id: int) -> Response:
        """An app has no name."""
        row = get_object_or_404(passkeys_of(self.person).select_related("user"), pk=factor_id)
        refuse_unproven(self.asked)
        given = NameInput(data=request.data)
        given.is_valid(raise_exception=True)
        change_factors.rename_passkey(row, given.validated_data["name"])
        return Response(FactorOutput(row).data)

    @extend_schema(
        summary="Remove a second factor",
        request=None,
        responses={
            202: AskedOutput,
            204: OpenApiResponse(description="It is removed: you proved it by a code on paper."),
            409: OpenApiResponse(description="`short_password_alone`, `nothing_to_confirm_by`."),
        },
    )
    def delete(self, request: Request, factor_id: int) -> HttpResponse:
        """Confirmed first, by it, by another, or by the phone. With the last one the codes on paper
        go too. Where nothing else confirms, a code on paper proves it (`me/proof/`)."""
        row = self.one(factor_id)
        if not (is_proven_by_paper(self.asked) and is_last_that_confirms(row)):
            return ask_to_confirm(request, REMOVE, payload_of(row), back="/security/")
        change_factors.remove_factor(row)
        return Response(status=204)


class TrustView(Mine):
    @extend_schema(
        summary="Let a new factor confirm at once",
        request=None,
        responses={
            202: AskedOutput,
            204: OpenApiResponse(description="It confirms already, or no phone can say yes to it."),
        },
    )
    def post(self, request: Request, factor_id: int) -> HttpResponse:
        """One that no factor has let in confirms after a day, or once an older phone has confirmed it:
        send the code of the SMS to `confirmation`."""
        row: Authenticator = get_object_or_404(factors_of(self.person), pk=factor_id)
        if row not in awaiting_trust(self.person):
            return Response(status=204)
        return ask_to_confirm(request, TRUST, payload_of(row), back="/security/")


class AppView(Changing):
    """POST begins, PUT ends with the first code."""

    @extend_schema(
        summary="Begin to add an app",
        request=None,
        responses={
            200: inline_serializer(
                "NewAppOutput",
                {
                    "secret": serializers.CharField(help_text="To type; shown this once."),
                    "address": serializers.CharField(help_text="For a picture: `otpauth:`."),
                },
            ),
            409: AGAIN,
        },
    )
    def post(self, request: Request) -> Response:
        """There may be one (`app_held`). Until `PUT` it is none; a repeat makes another secret."""
        secret = begin_app(self.asked.session, self.person)
        return Response({"secret": secret, "address": totp.address_of(self.person, secret)})

    @extend_schema(
        summary="Add the app", request=AppCodeInput, responses={201: PaperOutput, 409: AGAIN}
    )
    def put(self, request: Request) -> Response:
        """By the code that it shows. With the first factor come codes on paper; else `codes` is empty."""
        given = AppCodeInput(data=request.data)
        given.is_valid(raise_exception=True)
        at_once = is_proven_by_what_confirms(self.asked)
        typed = given.validated_data["code"]
        finish_app(self.asked.session, self.person, typed, at_once=at_once)
        return Response({"codes": change_factors.codes_with_first(self.person)}, status=201)


class PasskeysView(Changing):
    """POST asks the question, PUT has the answer."""

    @extend_schema(
        summary="Begin to add a passkey", request=None, responses={200: QUESTION, 409: AGAIN}
    )
    def post(self, request: Request) -> Response:
        """Good for five minutes and one answer, in this session."""
        return Response({"options": passkeys.ask_to_add(self.asked.session, self.person)})

    @extend_schema(
        summary="Add the passkey", request=NewPasskeyInput, responses={201: PaperOutput, 409: AGAIN}
    )
    def put(self, request: Request) -> Response:
        """With the first factor come codes on paper; else `codes` is empty."""
        given = NewPasskeyInput(data=request.data)
        given.is_valid(raise_exception=True)
        answered, name = json.dumps(given.validated_data["passkey"]), given.validated_data["name"]
        try:
            change_factors.add_passkey(
                self.asked.session,
                self.person,
                answered,
                name=name,
                at_once=is_proven_by_what_confirms(self.asked),
            )
        except passkeys.PasskeyRefused:
            raise PasskeyNotTaken from None
        return Response({"codes": change_factors.codes_with_first(self.person)}, status=201)


class PaperView(Mine):
    @extend_schema(summary="Read how many recovery codes are left", responses=LeftOutput)
    def get(self, request: Request) -> Response:
        """The codes themselves are kept nowhere."""
        return Response({"left": recovery_codes.left(self.person)})

    @extend_schema(
        summary="Make new recovery codes", request=None, responses={201: PaperOutput, 409: AGAIN}
    )
    def post(self, request: Request) -> Response:
        """Shown this once; those before are void. For who holds an app or a passkey (`no_factor`)."""
        refuse_unproven(self.asked)
        if not has_factor(kinds_of(self.person)):
            raise NoFactor
        return Response({"codes": change_factors.make_recovery_codes(self.person)}, status=201)
