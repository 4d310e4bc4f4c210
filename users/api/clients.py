"""The provider's own programs and their tokens, on the provider's host."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tenants.actor import Actor
from users.api.token_serializers import ClientInput, ClientOutput, RotationInput, SecretOutput
from users.errors import MoreThanYours
from users.models import ApiToken
from users.scopes import within
from users.workflows.tokens import make_token, revoke_token, rotate_token

GONE = OpenApiResponse(description="`token_gone`, or `two_live`: it was replaced already.")


def known(pk: UUID) -> ApiToken:
    return cast(ApiToken, get_object_or_404(ApiToken.objects.of_provider(), pk=pk))


def refuse_more(request: Request, scopes: str) -> None:
    if not within(scopes.split(), cast(ApiToken, request.auth).scopes.split()):
        raise MoreThanYours


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
        summary="Make a provider's token", request=ClientInput, responses={201: SecretOutput}
    )
    def post(self, request: Request) -> Response:
        """The answer shows it once. It cannot give what the token that asks may not do itself."""
        given = ClientInput(data=request.data)
        given.is_valid(raise_exception=True)
        wish = given.payload
        refuse_more(request, wish["scopes"])
        made = make_token(by=Actor.of_token(cast(ApiToken, request.auth)), **wish)
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
        by = Actor.of_token(cast(ApiToken, request.auth))
        revoke_token(known(id), by=by, why="by API")
        return Response(status=204)


class ClientRotationView(APIView):
    """POST puts a new token in its place."""

    area = "tokens"

    @extend_schema(
        summary="Replace a provider's token",
        request=RotationInput,
        responses={201: SecretOutput, 409: GONE},
    )
    def post(self, request: Request, id: UUID) -> Response:
        """The new one may the same and lives as long; the old one works on for `overlap_hours`."""
        old = known(id)
        given = RotationInput(data=request.data)
        given.is_valid(raise_exception=True)
        refuse_more(request, old.scopes)
        overlap = timedelta(hours=given.validated_data["overlap_hours"])
        by = Actor.of_token(cast(ApiToken, request.auth))
        return Response(SecretOutput.of(*rotate_token(old.pk, overlap=overlap, by=by)), status=201)
