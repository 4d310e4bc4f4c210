from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.asked import AskedOutput
from tenants.api.acting import actor_of
from tenants.api.domain_serializers import DomainInput, DomainOutput
from tenants.confirmed.own_domains import ask_before_primary
from tenants.models import Claim, Tenant
from tenants.workflows.own_domains import (
    ask_for_proof,
    claim_domain,
    give_up_domain,
    make_our_host_primary,
    make_primary,
)

NO_WORKSPACE = "`no_workspace`: it is erased, or about to be."


def claims_of(tenant_id: UUID) -> Any:
    tenant = get_object_or_404(Tenant, pk=tenant_id)
    return tenant.claims.all().in_order()


def claim_of(tenant_id: UUID, pk: UUID) -> Claim:
    found: Claim = get_object_or_404(claims_of(tenant_id), pk=pk)
    return found


class DomainsView(generics.ListAPIView[Claim]):
    """A tenant's own domains. The one below ours stands in the tenant."""

    serializer_class = DomainOutput
    queryset = Claim.objects.in_order()
    filter_backends = ()

    def get_queryset(self) -> Any:
        return claims_of(self.kwargs["id"])

    @extend_schema(summary="List a tenant's own domains", filters=False)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Those that are proven and those that are not yet, by name."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        summary="Claim a domain for a tenant",
        request=DomainInput,
        responses={
            200: OpenApiResponse(DomainOutput, description="It was claimed before."),
            201: OpenApiResponse(DomainOutput, description="It is claimed; DNS is being asked."),
            409: OpenApiResponse(
                description=f"`host_taken`: it leads to another tenant. {NO_WORKSPACE}"
            ),
            422: OpenApiResponse(
                description="`host_refused`: it is no name of its own. `too_many_domains`: 20."
            ),
        },
    )
    def post(self, request: Request, id: UUID) -> Response:
        """It leads to the workspace once DNS shows the record that the answer names."""
        tenant = get_object_or_404(Tenant, pk=id)
        given = DomainInput(data=request.data)
        given.is_valid(raise_exception=True)
        claim, is_new = claim_domain(tenant.id, by=actor_of(request), **given.validated_data)
        return Response(DomainOutput(claim).data, status=201 if is_new else 200)


class DomainView(APIView):
    """DELETE takes it away from the workspace."""

    @extend_schema(summary="Read an own domain", responses={200: DomainOutput})
    def get(self, request: Request, id: UUID, domain: UUID) -> Response:
        """The record to set, what DNS said last, and whether it leads to the workspace."""
        return Response(DomainOutput(claim_of(id, domain)).data)

    @extend_schema(
        summary="Give up an own domain",
        request=None,
        responses={204: None, 409: OpenApiResponse(description=NO_WORKSPACE)},
    )
    def delete(self, request: Request, id: UUID, domain: UUID) -> Response:
        """It leads nowhere from now on. If it was primary, the host below ours is again."""
        give_up_domain(claim_of(id, domain), by=actor_of(request))
        return Response(status=204)


class DomainProofView(APIView):
    """PUT asks for the proof, now."""

    @extend_schema(
        summary="Ask for the proof of a domain",
        request=None,
        responses={
            202: OpenApiResponse(DomainOutput, description="DNS is being asked; read the domain."),
            409: OpenApiResponse(description=NO_WORKSPACE),
        },
    )
    def put(self, request: Request, id: UUID, domain: UUID) -> Response:
        """It is asked for by itself too: often at first, then daily."""
        ask_for_proof(claim_of(id, domain), by=actor_of(request))
        return Response(DomainOutput(claim_of(id, domain)).data, status=202)


class PrimaryDomainView(APIView):
    """PUT sends people to this domain. DELETE sends them to the host below ours again."""

    @extend_schema(
        summary="Make a domain primary",
        request=None,
        responses={
            200: DomainOutput,
            202: OpenApiResponse(
                AskedOutput, description="A person of the provider's confirms it."
            ),
            409: OpenApiResponse(description=f"`domain_not_proven`. {NO_WORKSPACE}"),
        },
    )
    def put(self, request: Request, id: UUID, domain: UUID) -> HttpResponse:
        """Links lead to it from now on. The others go on answering."""
        claim = claim_of(id, domain)
        if request.auth is None:
            asked = ask_before_primary(request, claim.tenant, claim)
            return asked or Response(DomainOutput(claim).data)
        make_primary(claim, by=actor_of(request))
        return Response(DomainOutput(claim_of(id, domain)).data)

    @extend_schema(
        summary="Make the host below ours primary",
        request=None,
        responses={204: None, 409: OpenApiResponse(description=NO_WORKSPACE)},
    )
    def delete(self, request: Request, id: UUID, domain: UUID) -> Response:
        """If this domain is not primary, nothing changes."""
        claim = claim_of(id, domain)
        if claim.is_primary:
            make_our_host_primary(id, by=actor_of(request))
        return Response(status=204)
