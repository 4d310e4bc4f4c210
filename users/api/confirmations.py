from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.core.internal.ratelimit import get_ip
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api import Input
from config.asked import ConfirmationOutput
from tenants.hosts import host_of
from tenants.rooms import public_room
from users.desk import told
from users.models import Confirmation
from users.workflows import confirm, proofs


class CodeInput(Input):
    code = serializers.CharField(max_length=20, help_text="From the SMS, or from your app.")


class DoneOutput(serializers.Serializer[Any]):
    """`shows` holds what is shown once, such as a new secret; `result` what the operation answers."""

    says = serializers.CharField()
    shows = serializers.DictField(child=serializers.CharField())
    result = serializers.DictField()


@method_decorator(never_cache, name="dispatch")
class _OfOne(APIView):
    is_own = True  # on the provider's host: a person's, of whichever role

    def mine(self, request: Request, confirmation_id: UUID) -> Confirmation:
        asked: Any = request._request
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
    """An operation that waits to be confirmed. POST the code, and it happens; DELETE, and it does not."""

    @extend_schema(summary="Read a confirmation", responses=ConfirmationOutput)
    def get(self, request: Request, confirmation_id: UUID) -> Response:
        """What would happen, in one sentence, and by what it can be confirmed."""
        with public_room():
            mine = self.mine(request, confirmation_id)
            methods = proofs.methods_of(mine.user, host=host_of(request._request))
        return Response(told(mine, methods))

    @extend_schema(summary="Confirm an operation", request=CodeInput, responses=DoneOutput)
    def post(self, request: Request, confirmation_id: UUID) -> Response:
        """By the code of the SMS or of the app: it happens, once. Three tries."""
        with public_room():
            mine = self.mine(request, confirmation_id)
            given = CodeInput(data=request.data)
            given.is_valid(raise_exception=True)

            done = confirm.consume(mine, proofs.by_code(given.validated_data["code"]))

        return Response({"says": done.says, "shows": done.shows, "result": done.answer})

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
