"""A forgotten password: the letter is asked for, and its link with a second proof sets a new one."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import UserTokenForm
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import get_ip
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.api import Input
from users.api.coming_in.sign_in import TOO_MANY, AddressInput, not_too_fast
from users.api.coming_in.strangers import ForAnybody, asked_of, person_at
from users.api.mine.resource import filled
from users.errors import ResetLinkGone, TooFast
from users.forms.passwords import ForgottenForm, NewPasswordForm
from users.models import User
from users.workflows.prove_reset import only_a_passkey, proofs_of, send_code
from users.workflows.reset_password import set_forgotten_password

PROOFS = {"sms": "sms", "totp": "app", "recovery_codes": "paper"}
GONE = OpenApiResponse(description="`link_gone`: used, too old, or never one.")


class LinkInput(Input):
    link = serializers.CharField(
        max_length=200, help_text=_("The last part of the letter's link, between the slashes.")
    )


class NewPasswordInput(LinkInput):
    password = serializers.CharField(
        max_length=1000, trim_whitespace=False, help_text=_("At least 15 characters.")
    )
    proof = serializers.CharField(
        required=False, max_length=40, help_text=_("A code, where `proofs` names any.")
    )


class ProofsOutput(serializers.Serializer[Any]):
    proofs = serializers.ListField(
        child=serializers.ChoiceField(list(PROOFS.values())),
        help_text=_("One of them is wanted beside the link; with none, the link is enough."),
    )
    passkey_only = serializers.BooleanField(
        help_text=_("There is nothing to type: sign in with the passkey.")
    )


class _OfLink(ForAnybody):
    def link(self, request: Request, kind: type[LinkInput] = LinkInput) -> tuple[User, Any]:
        """Whose link it is, and all that came. Raises ResetLinkGone."""
        not_too_fast(asked_of(request), "allauth.account", "reset_password_from_key")
        given = kind(data=request.data)
        given.is_valid(raise_exception=True)
        whose, _dash, key = given.validated_data["link"].partition("-")
        link = UserTokenForm(data={"uidb36": whose, "key": key})
        if not link.is_valid():
            raise ResetLinkGone
        return link.reset_user, {**given.validated_data, "key": key}


class ForgottenView(ForAnybody):
    @extend_schema(
        summary="Ask for the letter of a forgotten password",
        request=AddressInput,
        responses={
            202: OpenApiResponse(description="On its way, if anybody signs in with this address."),
            429: TOO_MANY,
        },
    )
    def post(self, request: Request) -> Response:
        """Its link works for an hour, and once."""
        given, asked = AddressInput(data=request.data), asked_of(request)
        given.is_valid(raise_exception=True)
        form = ForgottenForm(given.validated_data)
        address = str(filled(form)["email"]).lower()
        usage = ratelimit.consume(
            asked, app="allauth.account", action="reset_password", key=address
        )
        if usage is None:
            raise TooFast
        form.save(asked)
        return Response(status=202)


class ProofsView(_OfLink):
    @extend_schema(
        summary="Read what a new password wants",
        request=LinkInput,
        responses={200: ProofsOutput, 409: GONE},
    )
    def post(self, request: Request) -> Response:
        """The link alone is not enough for who has a phone or a factor. Nothing is used up."""
        person, _given = self.link(request)
        held = proofs_of(person)
        told = [name for kind, name in PROOFS.items() if kind in held]
        return Response({"proofs": told, "passkey_only": only_a_passkey(held)})


class CodesView(_OfLink):
    @extend_schema(
        summary="Send the second proof of a new password by SMS",
        request=LinkInput,
        responses={202: OpenApiResponse(description="On its way."), 409: GONE},
    )
    def post(self, request: Request) -> Response:
        """To the phone that stands here. Codes before it do not fit any more."""
        person, _given = self.link(request)
        send_code(person, asked_from=get_ip(asked_of(request)))
        return Response(status=202)


class NewPasswordView(_OfLink):
    @extend_schema(
        summary="Set a new password",
        request=NewPasswordInput,
        responses={204: None, 409: GONE, 429: TOO_MANY},
    )
    def put(self, request: Request) -> Response:
        """All sessions of the person end, and the person is told by mail. Nobody is signed in by it."""
        person, given = self.link(request, NewPasswordInput)
        asked, here = asked_of(request), person_at(request)
        if here is not None and here != person:
            get_adapter(asked).logout(asked)
        password = given["password"]
        typed = {"password1": password, "password2": password, "proof": given.get("proof", "")}
        form = NewPasswordForm(typed, user=person, temp_key=given["key"], proofs=proofs_of(person))
        filled(form, password1="password", password2="password")
        set_forgotten_password(asked, person, password)
        return Response(status=204)
