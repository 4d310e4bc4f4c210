"""The provider's own programs and their tokens, on the provider's host."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.confirming import ask_to_confirm
from tenants.api.acting import actor_of, scopes_of
from users.api.token_serializers import ClientInput, ClientOutput, RotationInput, SecretOutput
from users.confirmed.staff import MAKE, ROTATE
from users.models import ApiToken
from users.scopes import refuse_more
from users.workflows.tokens import make_token, revoke_token, rotate_token

GONE = OpenApiResponse(description="`token_gone`, or `two_live`: it was replaced already.")
TO_CONFIRM = OpenApiResponse(
    description="Asked by a person, it is to be confirmed: send the code to `confirmation`; its "
    "answer has the token, once."
)


def known(pk: UUID) -> ApiToken:
    return cast(ApiToken, get_object_or_404(ApiToken.objects.of_provider(), pk=pk))


class ClientsView(generics.ListAPIView[ApiToken]):
    area = "tokens"
    serializer_class = ClientOutput
    queryset = ApiToken.objects.of_provider().to_list()
    filter_backends = ()

    @extend_schema(summary="List the provider's tokens", filters=False)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Also those that work no more, the newest first. `last_used_at` is right to the hour."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        summary="Make a provider's token",
        request=ClientInput,
        responses={201: SecretOutput, 202: TO_CONFIRM},
    )
    def post(self, request: Request) -> HttpResponse:
        """The answer shows it once. Nobody gives what they may not do themselves."""
        given = ClientInput(data=request.data)
        given.is_valid(raise_exception=True)
        wish = given.payload
        refuse_more(wish["scopes"], scopes_of(request))
        if request.auth is None:
            return ask_to_confirm(request, MAKE, wish)
        made = make_token(by=actor_of(request), **wish)
        return Response(SecretOutput.of(*made), status=201)


class ClientView(APIView):
    """DELETE revokes it."""

    area = "tokens"

    @extend_schema(summary="Read a provider's token", responses={200: ClientOutput})
    def get(self, request: Request, id: UUID) -> Response:
        """What it may, and when it was used last. Its secret is shown to nobody."""
        return Response(ClientOutput(known(id)).data)

    @extend_schema(summary="Revoke a provider's token", request=None, responses={204: None})
    def delete(self, request: Request, id: UUID) -> Response:
        """It opens nothing any more, for good. Also the one that asks."""
        revoke_token(known(id), by=actor_of(request), why="by API")
        return Response(status=204)


class ClientRotationView(APIView):
    """POST puts a new token in its place."""

    area = "tokens"

    @extend_schema(
        summary="Replace a provider's token",
        request=RotationInput,
        responses={201: SecretOutput, 202: TO_CONFIRM, 409: GONE},
    )
    def post(self, request: Request, id: UUID) -> HttpResponse:
        """The new one may the same and lives as long; the old one works on for `overlap_hours`."""
        old = known(id)
        given = RotationInput(data=request.data)
        given.is_valid(raise_exception=True)
        refuse_more(old.scopes, scopes_of(request))
        if request.auth is None:
            about = {"id": str(old.pk), "name": old.name, "prefix": old.prefix}
            return ask_to_confirm(request, ROTATE, about | given.validated_data)
        overlap = timedelta(hours=given.validated_data["overlap_hours"])
        fresh = rotate_token(old.pk, overlap=overlap, by=actor_of(request))
        return Response(SecretOutput.of(*fresh), status=201)
