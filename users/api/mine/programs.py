"""The programs that act for a person, in all workspaces: seen and ended here, made in each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tenants.actor import Actor
from users.api.mine.resource import Mine
from users.api.token_serializers import ClientOutput
from users.models import ApiToken
from users.workflows.tokens import revoke_token

WHY = "by its person, by API"


class ProgramOutput(ClientOutput):
    """A token that acts for you, without its secret."""

    workspace = serializers.CharField(source="membership.tenant.slug", read_only=True)

    class Meta(ClientOutput.Meta):
        fields = [*ClientOutput.Meta.fields, "workspace"]
        read_only_fields = fields


class ProgramsView(Mine, generics.ListAPIView[ApiToken]):
    serializer_class = ProgramOutput
    queryset = ApiToken.objects.none()
    filter_backends = ()

    def get_queryset(self) -> Any:
        return ApiToken.objects.of_person(self.person.pk).live().to_list()

    @extend_schema(summary="List the programs that act for you", filters=False)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Those that work, in all workspaces, the newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="programs_destroy_all",
        summary="End all programs",
        request=None,
        responses={204: None},
    )
    def delete(self, request: Request) -> Response:
        """No program acts for you any more, in any workspace."""
        for one in self.get_queryset():
            revoke_token(one, by=Actor(user=self.person), why=WHY)
        return Response(status=204)


class ProgramView(Mine):
    @extend_schema(summary="End a program", request=None, responses={204: None})
    def delete(self, request: Request, token_id: UUID) -> Response:
        """Its token opens nothing any more, for good. A repeat changes nothing."""
        one = get_object_or_404(ApiToken.objects.of_person(self.person.pk).to_list(), pk=token_id)
        revoke_token(one, by=Actor(user=self.person), why=WHY)
        return Response(status=204)
