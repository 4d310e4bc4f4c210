from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from config import idempotency
from tenants.api.filters import TenantFilter
from tenants.api.serializers import TenantInput, TenantOutput
from tenants.errors import IdempotencyKeyMissing
from tenants.models import Tenant
from tenants.workflows.onboard import onboard

idempotency_key = idempotency.described(
    "Yours to choose, new for each business. A repeat with the same key and body finds the same "
    "tenant; with another body it is refused."
)
location = OpenApiParameter(
    "Location",
    {"type": "string", "format": "uri"},
    OpenApiParameter.HEADER,
    response=[201, 202],
    description="Where this tenant can be read.",
)


class TenantsView(generics.ListAPIView[Tenant]):
    queryset = Tenant.objects.with_its_life()
    serializer_class = TenantOutput
    filterset_class = TenantFilter

    @extend_schema(summary="List the tenants, newest first")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Every business that this provider has onboarded, with the state of its workspace."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        summary="Onboard a business",
        request=TenantInput,
        parameters=[idempotency_key, location],
        responses={
            201: OpenApiResponse(TenantOutput, description="The workspace is open."),
            202: OpenApiResponse(
                TenantOutput,
                description="The workspace is being built; read the tenant until it is open.",
            ),
            400: OpenApiResponse(
                description="It cannot be read: `invalid` with `fields`, or "
                "`idempotency_key_missing`."
            ),
            409: OpenApiResponse(description="`slug_taken`: another business has it."),
            422: OpenApiResponse(description="`slug_reserved`, or `idempotency_key_reused`."),
        },
        filters=False,
    )
    def post(self, request: Request) -> Response:
        """Give a business a workspace and invite its owner by mail once it is open."""
        key = idempotency.key_of(request, IdempotencyKeyMissing)
        given = TenantInput(data=request.data)
        given.is_valid(raise_exception=True)

        who: Any = request.auth or request.user
        tenant = onboard(given.wanted, key=key, by=who)

        where = request.build_absolute_uri(reverse("tenant", args=[tenant.id]))
        headers = {"Location": where} if tenant.is_open else {"Location": where, "Retry-After": "1"}
        return Response(
            TenantOutput(tenant).data, status=201 if tenant.is_open else 202, headers=headers
        )


class TenantView(generics.RetrieveAPIView[Tenant]):
    queryset = Tenant.objects.with_its_life()
    serializer_class = TenantOutput
    lookup_field = "id"

    @extend_schema(summary="Read one tenant")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The business and the state of its workspace: `provisioning`, then `open`.

        Why it is `suspended` or `closed`, and how far an erasure is, stands beside it. An `erased`
        one says nothing of the business any more.
        """
        return super().get(request, *args, **kwargs)
