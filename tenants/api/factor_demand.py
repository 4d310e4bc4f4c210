"""Whether a workspace lets people in without a second factor. In the public room."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.asked import AskedOutput
from tenants.api.people import Visit
from tenants.confirmed.factor_demand import ask_before_demanding, ask_before_freeing
from tenants.models import FactorDemand
from tenants.visiting import tenant_of


class FactorDemandOutput(serializers.Serializer[Any]):
    """`since` is when an owner asked for it."""

    is_demanded = serializers.BooleanField()
    since = serializers.DateTimeField(allow_null=True)


class FactorDemandView(Visit, APIView):
    """PUT demands a second factor of everybody who signs in here. DELETE takes that back."""

    changes = "people"

    @extend_schema(
        summary="Read whether a second factor is demanded", responses={200: FactorDemandOutput}
    )
    def get(self, request: Request) -> Response:
        """An app that shows codes, or a passkey."""
        standing = FactorDemand.objects.filter(tenant=tenant_of(request)).first()
        return Response(self._output(standing))

    @extend_schema(
        summary="Demand a second factor",
        request=None,
        responses={
            200: OpenApiResponse(FactorDemandOutput, description="It is demanded already."),
            202: AskedOutput,
            409: OpenApiResponse(description="`second_factor_first`: you hold none yourself."),
        },
    )
    def put(self, request: Request) -> HttpResponse:
        """It is confirmed first: send the code to `confirmation`. From then on who holds none adds one
        before they come in; all who are in come in anew. Programs with a token are not meant."""
        tenant = tenant_of(request)
        standing = FactorDemand.objects.filter(tenant=tenant).first()
        if standing is not None:
            return Response(self._output(standing))
        return ask_before_demanding(request, tenant)

    @extend_schema(
        summary="Stop demanding a second factor",
        request=None,
        responses={
            202: AskedOutput,
            204: OpenApiResponse(description="None is demanded."),
        },
    )
    def delete(self, request: Request) -> HttpResponse:
        """It is confirmed first: send the code to `confirmation`."""
        tenant = tenant_of(request)
        if not FactorDemand.objects.filter(tenant=tenant).exists():
            return Response(status=204)
        return ask_before_freeing(request, tenant)

    def _output(self, standing: FactorDemand | None) -> Any:
        told = {"is_demanded": standing is not None, "since": standing and standing.at}
        return FactorDemandOutput(told).data
