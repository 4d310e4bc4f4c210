from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from allauth.core.internal.ratelimit import get_ip
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api import Input
from config.asked import ConfirmationOutput
from config.confirming import Done
from tenants.hosts import host_of
from tenants.request import KnownRequest
from tenants.rooms import public_room
from users.desk import signed_here, told
from users.errors import PasskeyNotTaken, WrongCode
from users.models import Confirmation
from users.workflows import confirm, proofs

OVER = OpenApiResponse(description="`confirmation_over`: used, too old, or out of tries.")
WRONG = OpenApiResponse(description="`wrong_code`, `passkey_refused`: one of three tries.")
LOCKED = OpenApiResponse(description="`too_many_tries`: a passkey still confirms.")
NOT_BY_PASSKEY = OpenApiResponse(
    description="`no_passkey`: none that confirms by now, or a business's own host."
    " `confirmation_over`."
)
QUESTION = inline_serializer(
    "ToSignOutput",
    {"options": serializers.DictField(help_text="For `navigator.credentials` of a browser.")},
)


class AnswerInput(Input):
    """One of them."""

    code = serializers.CharField(
        required=False, max_length=20, help_text="From the SMS, or from your app."
    )
    passkey = serializers.DictField(
        required=False, help_text="The browser's answer to the options of `passkey/`."
    )

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if len(given) != 1:
            raise serializers.ValidationError("Send one of: code, passkey.")
        return given


class DoneOutput(serializers.Serializer[Any]):
    """`shows` holds what is shown once, such as a new secret; `result` what the operation answers."""

    says = serializers.CharField()
    shows = serializers.DictField(child=serializers.CharField())
    result = serializers.DictField()


@method_decorator(never_cache, name="dispatch")
class _OfOne(APIView):
    is_own = True  # on the provider's host: a person's, of whichever role

    def mine(self, request: Request, confirmation_id: UUID) -> Confirmation:
        asked = KnownRequest.of(request)
        rows = Confirmation.objects.asked_by(
            request.user,
            at=asked.tenant and asked.tenant.pk,
            client=asked.api_token.prefix if asked.api_token else "",
            of_provider=asked.kind == "provider",
        )
        found: Confirmation = get_object_or_404(
            rows.select_related("user", "decision"), pk=confirmation_id
        )
        return found


class ConfirmationView(_OfOne):
    """An operation that waits to be confirmed. POST the proof, and it happens; DELETE, and it does not."""

    @extend_schema(summary="Read a confirmation", responses=ConfirmationOutput)
    def get(self, request: Request, confirmation_id: UUID) -> Response:
        """What would happen, in one sentence, and by what it can be confirmed."""
        with public_room():
            mine = self.mine(request, confirmation_id)
            methods = proofs.methods_of(mine.user, host=host_of(request._request))
        return Response(told(mine, methods))

    @extend_schema(
        summary="Confirm an operation",
        request=AnswerInput,
        responses={200: DoneOutput, 409: OVER, 422: WRONG, 429: LOCKED},
    )
    def post(self, request: Request, confirmation_id: UUID) -> Response:
        """By the code of the SMS or of the app, or by a passkey's signature: it happens, once.

        Three tries. A wrong code is also one of ten wrong guesses an hour, of whatever kind.
        """
        with public_room():
            mine = self.mine(request, confirmation_id)
            given = AnswerInput(data=request.data)
            given.is_valid(raise_exception=True)
            done = self._confirmed(request, mine, **given.validated_data)

        return Response({"says": done.says, "shows": done.shows, "result": done.answer})

    def _confirmed(
        self, request: Request, mine: Confirmation, *, code: str = "", passkey: Any = None
    ) -> Done:
        if passkey is None:
            return confirm.consume(mine, proofs.by_code(code))
        signed = signed_here(request._request, json.dumps(passkey))
        try:
            return confirm.consume(mine, signed, is_guess=False)
        except WrongCode:
            raise PasskeyNotTaken from None

    @extend_schema(summary="Cancel an operation", request=None, responses={204: None})
    def delete(self, request: Request, confirmation_id: UUID) -> Response:
        """It does not happen. Too late once it has."""
        with public_room():
            confirm.cancel(self.mine(request, confirmation_id))
        return Response(status=204)


class ConfirmationCodesView(_OfOne):
    """POST sends a code to the person's phone. One that was sent before does not fit any more."""

    @extend_schema(summary="Send the code by SMS", request=None, responses={202: None})
    def post(self, request: Request, confirmation_id: UUID) -> Response:
        """To the person's phone. One that was sent before does not fit any more."""
        with public_room():
            mine = self.mine(request, confirmation_id)
            proofs.send_code(mine, asked_from=get_ip(request._request))
        return Response(status=202)


class ConfirmationPasskeyView(_OfOne):
    """POST asks what a passkey has to sign."""

    @extend_schema(
        summary="Ask what a passkey has to sign to confirm",
        request=None,
        responses={200: QUESTION, 409: NOT_BY_PASSKEY},
    )
    def post(self, request: Request, confirmation_id: UUID) -> Response:
        """This very operation, as long as it waits; the answer goes to the confirmation. Sign it on a
        page of the host that is asked."""
        with public_room():
            mine = self.mine(request, confirmation_id)
            told = proofs.ask_to_sign(mine, host=host_of(request._request))
        return Response({"options": told})
