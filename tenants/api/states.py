from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tenants.api.acting import actor_of
from tenants.api.serializers import (
    CaseOutput,
    ClosureInput,
    ErasureInput,
    SuspensionInput,
    TenantOutput,
)
from tenants.models import Erasure, Tenant
from tenants.workflows.ask_to_erase import ask_to_erase
from tenants.workflows.close import close, reopen
from tenants.workflows.suspend import lift, suspend

NONE = OpenApiResponse(
    description="`no_workspace`: it is being built, or it is erased or about to be."
)


def known(tenant_id: UUID) -> Tenant:
    found: Tenant = get_object_or_404(Tenant.objects.with_its_life(), pk=tenant_id)
    return found


class SuspensionView(APIView):
    """PUT lets a workspace only be read. DELETE takes that back."""

    @extend_schema(
        summary="Suspend a tenant",
        request=SuspensionInput,
        responses={200: TenantOutput, 409: NONE},
    )
    def put(self, request: Request, id: UUID) -> Response:
        """Its people may look at everything and change nothing; they read the reason.

        Each write is answered with 409 `workspace_suspended`. Jobs wait.
        """
        given = SuspensionInput(data=request.data)
        given.is_valid(raise_exception=True)
        suspend(known(id).id, by=actor_of(request), **given.validated_data)
        return Response(TenantOutput(known(id)).data)

    @extend_schema(summary="Lift a suspension", request=None, responses={204: None})
    def delete(self, request: Request, id: UUID) -> Response:
        """Its people may write again, and the jobs that waited go on."""
        lift(known(id).id, by=actor_of(request))
        return Response(status=204)


class ClosureView(APIView):
    """PUT shuts the door. DELETE opens it again."""

    @extend_schema(
        summary="Close a tenant", request=ClosureInput, responses={200: TenantOutput, 409: NONE}
    )
    def put(self, request: Request, id: UUID) -> Response:
        """The workspace's host answers 410, everything is kept, and only the provider reopens it."""
        given = ClosureInput(data=request.data)
        given.is_valid(raise_exception=True)
        close(known(id).id, by=actor_of(request), **given.validated_data)
        return Response(TenantOutput(known(id)).data)

    @extend_schema(summary="Reopen a tenant", request=None, responses={204: None, 409: NONE})
    def delete(self, request: Request, id: UUID) -> Response:
        """Open as before, or suspended if that still stands."""
        reopen(known(id).id, by=actor_of(request))
        return Response(status=204)


class ErasureView(APIView):
    """PUT erases a closed tenant; there is no way back. GET tells how far it is."""

    @extend_schema(summary="Read an erasure", responses={200: CaseOutput})
    def get(self, request: Request, id: UUID) -> Response:
        """The steps that are behind it, with what they found. It names nobody, and stays."""
        case = get_object_or_404(Erasure.objects.prefetch_related("steps"), tenant=id)
        return Response(CaseOutput(case).data)

    @extend_schema(
        summary="Erase a tenant",
        request=ErasureInput,
        responses={
            200: OpenApiResponse(CaseOutput, description="It is erased."),
            202: OpenApiResponse(CaseOutput, description="It is being erased; read on by GET."),
            409: OpenApiResponse(description="`not_closed`: only what is closed is erased."),
            422: OpenApiResponse(description="`slug_differs`: the confirmation is another name."),
        },
    )
    def put(self, request: Request, id: UUID) -> Response:
        """Schema, files, mails, keys, and the people who have no other workspace: all of it goes."""
        given = ErasureInput(data=request.data)
        given.is_valid(raise_exception=True)
        case = ask_to_erase(known(id).id, by=actor_of(request), **given.validated_data)
        return Response(CaseOutput(case).data, status=200 if case.finished_at else 202)
