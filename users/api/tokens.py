"""The API about programs' tokens, on a workspace's host. In the public room."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api import Closed
from config.confirming import ask_to_confirm
from tenants.request import WorkspaceRequest
from tenants.roles import RoleAllows
from tenants.visiting import InPublic, acting
from users.api.token_serializers import RotationInput, TokenInput, TokenOutput
from users.confirmed.tokens import MAKE, ROTATE
from users.errors import TwoAreLive
from users.models import ApiToken
from users.workflows.tokens import revoke_token

TO_CONFIRM = OpenApiResponse(
    description="To be confirmed: send the code to `confirmation`; its answer has the token, once."
)


class Visit(InPublic):
    """An owner sees every token of the workspace, others their own."""

    permission_classes: Any = (Closed, RoleAllows)
    changes = "programs"

    def one(self, request: Request, pk: UUID) -> ApiToken:
        return cast(ApiToken, get_object_or_404(self.visible(request), pk=pk))

    def visible(self, request: Request) -> Any:
        asked = WorkspaceRequest.of(request)
        return ApiToken.objects.visible_to(asked.key, asked.tenant.id).to_list()


class TokensView(Visit, generics.ListAPIView[ApiToken]):
    serializer_class = TokenOutput
    queryset = ApiToken.objects.all()
    filter_backends = ()

    def get_queryset(self) -> Any:
        return self.visible(self.request)

    @extend_schema(summary="List the programs' tokens", filters=False)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Also those that work no more, the newest first. `last_used_at` is right to the hour."""
        return super().get(request, *args, **kwargs)

    @extend_schema(summary="Make a token", request=TokenInput, responses={202: TO_CONFIRM})
    def post(self, request: Request) -> HttpResponse:
        """It acts as you, and never may more than your role."""
        given = TokenInput(data=request.data)
        given.is_valid(raise_exception=True)
        return ask_to_confirm(request, MAKE, given.payload)


class TokenView(Visit, APIView):
    """DELETE revokes it."""

    @extend_schema(summary="Read a token", responses={200: TokenOutput})
    def get(self, request: Request, token_id: UUID) -> Response:
        """What it may, and when it was used last. Its secret is shown to nobody."""
        return Response(TokenOutput(self.one(request, token_id)).data)

    @extend_schema(summary="Revoke a token", request=None, responses={204: None})
    def delete(self, request: Request, token_id: UUID) -> Response:
        """It opens nothing any more, for good. A repeat changes nothing."""
        revoke_token(self.one(request, token_id), by=acting(request), why="by API")
        return Response(status=204)


class TokenRotationView(Visit, APIView):
    """POST puts a new token in its place."""

    @extend_schema(summary="Replace a token", request=RotationInput, responses={202: TO_CONFIRM})
    def post(self, request: Request, token_id: UUID) -> HttpResponse:
        """The new one may the same and lives as long; the old one works on for `overlap_hours`."""
        one = self.one(request, token_id)
        given = RotationInput(data=request.data)
        given.is_valid(raise_exception=True)
        if one.membership_id != WorkspaceRequest.of(request).key.id:
            raise PermissionDenied
        if one.successor is not None:
            raise TwoAreLive
        about = {"id": str(one.pk), "name": one.name, "prefix": one.prefix}
        return ask_to_confirm(request, ROTATE, about | given.validated_data)
