from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billing.api.payers import PayerFilter, PayerInput, PayerOutput, VerificationInput
from billing.models import Payer
from tenants.api.acting import actor_of

PAYERS = Payer.objects.select_related("verification").prefetch_related("subscriptions")


def payer_of(id: UUID) -> Payer:
    payer: Payer = get_object_or_404(PAYERS.all(), pk=id)
    return payer


def told(id: UUID, status: int = 200) -> Response:
    return Response(PayerOutput(payer_of(id)).data, status=status)


class PayersView(generics.ListAPIView[Payer]):
    queryset = PAYERS
    serializer_class = PayerOutput
    filterset_class = PayerFilter

    @extend_schema(summary="List or search the payers, newest first")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Who pays for workspaces. `search` looks for words, in any order."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        summary="Add a payer", request=PayerInput, responses={201: PayerOutput}, filters=False
    )
    def post(self, request: Request) -> Response:
        """It pays for nothing until a subscription names it, and is kept by no person."""
        given = PayerInput(data=request.data)
        given.is_valid(raise_exception=True)

        payer = Payer(**given.values)
        payer.make(by=actor_of(request))

        return told(payer.pk, status=201)


class PayerView(APIView):
    @extend_schema(summary="Read one payer", responses=PayerOutput)
    def get(self, request: Request, id: UUID) -> Response:
        return told(id)

    @extend_schema(summary="Write a payer's data", request=PayerInput, responses=PayerOutput)
    def put(self, request: Request, id: UUID) -> Response:
        """All of it: what is left out is empty. A verification does not outlive a change."""
        payer = payer_of(id)
        given = PayerInput(data=request.data)
        given.is_valid(raise_exception=True)

        payer.change(given.values, by=actor_of(request))

        return told(id)

    @extend_schema(
        summary="Remove a payer",
        responses={204: None, 409: OpenApiResponse(description="`payer_pays`.")},
    )
    def delete(self, request: Request, id: UUID) -> Response:
        """Refused while it pays for a subscription."""
        payer_of(id).drop(by=actor_of(request))
        return Response(status=204)


class VerificationView(APIView):
    @extend_schema(
        summary="Say that a payer's data is true",
        request=VerificationInput,
        responses={
            200: PayerOutput,
            409: OpenApiResponse(
                description="`payer_changed`: the data is not the one that was looked at."
            ),
        },
    )
    def put(self, request: Request, id: UUID) -> Response:
        """Any change of the data takes it back. A repeat changes nothing but the note."""
        payer = payer_of(id)
        given = VerificationInput(data=request.data)
        given.is_valid(raise_exception=True)

        payer.verify(**given.validated_data, by=actor_of(request))

        return told(id)

    @extend_schema(summary="Take a verification back", responses={200: PayerOutput})
    def delete(self, request: Request, id: UUID) -> Response:
        payer_of(id).take_verification_back(by=actor_of(request))
        return told(id)
