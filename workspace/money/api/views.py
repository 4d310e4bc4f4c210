from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config import idempotency
from config.api import Closed
from workspace.members.acting import acting_member
from workspace.money.api.serializers import (
    AllocationsInput,
    BalanceOutput,
    PaymentInput,
    PaymentOutput,
    PaymentSummary,
    ReversalInput,
)
from workspace.money.errors import CannotBeRecorded, KeyMissing
from workspace.money.filters import PaymentFilter
from workspace.money.models import Payment
from workspace.money.owed import balances_of
from workspace.money.wish import digest_of_wish
from workspace.parties.models import Party
from workspace.roles import RoleAllows

idempotency_key = idempotency.described(
    "Yours to choose, new for each payment. A repeat with the same key and body finds the same "
    "payment; with another body it is refused."
)


class PaymentsView(GenericAPIView[Any]):
    """GET lists what came in, the newest first. POST records a payment, and what it pays."""

    permission_classes = [Closed, RoleAllows]
    changes = "payments"
    serializer_class = PaymentSummary
    filterset_class = PaymentFilter

    def get_queryset(self) -> Any:
        return Payment.objects.to_list()

    @extend_schema(operation_id="payments_list", responses=PaymentSummary(many=True))
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(PaymentSummary(page, many=True).data)

    @extend_schema(
        request=PaymentInput,
        parameters=[idempotency_key],
        filters=False,
        responses={
            201: OpenApiResponse(PaymentOutput, description="Recorded, now or by the same key."),
            400: OpenApiResponse(
                description="`invalid` with `fields`, or `idempotency_key_missing`."
            ),
            422: OpenApiResponse(
                description="`invalid`, `cannot_be_allocated` (`fields` names the invoice as "
                "`allocations.ID`), or `idempotency_key_reused`."
            ),
        },
    )
    def post(self, request: Request) -> Response:
        key = idempotency.key_of(request, KeyMissing)
        given = PaymentInput(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data

        digest = digest_of_wish(values)
        payment = Payment.objects.recorded(key, digest) or Payment.objects.record(
            by=acting_member(request),
            key=key,
            digest=digest,
            allocations=_amounts(values.pop("allocations", [])),
            party=_party(values.pop("party")),
            **values,
        )

        return _shown(payment.pk, status=201)


class PaymentView(APIView):
    """One payment, and what it pays. It never changes; a wrong one is reversed."""

    permission_classes = [Closed, RoleAllows]
    changes = "payments"

    @extend_schema(responses=PaymentOutput)
    def get(self, request: Request, payment_id: UUID) -> Response:
        return _shown(payment_id)


class AllocationsView(APIView):
    """PUT says all that the payment pays: what is missing is taken back. A repeat changes nothing."""

    permission_classes = [Closed, RoleAllows]
    changes = "payments"

    @extend_schema(request=AllocationsInput, responses=PaymentOutput)
    def put(self, request: Request, payment_id: UUID) -> Response:
        payment = get_object_or_404(Payment.objects.all(), pk=payment_id)
        given = AllocationsInput(data=request.data)
        given.is_valid(raise_exception=True)

        payment.allocate(_amounts(given.validated_data["allocations"]), by=acting_member(request))

        return _shown(payment_id)


class ReversalView(APIView):
    """PUT reverses a payment that was recorded wrongly, for good. A repeat keeps the first reason."""

    permission_classes = [Closed, RoleAllows]
    changes = "payments"

    @extend_schema(request=ReversalInput, responses=PaymentOutput)
    def put(self, request: Request, payment_id: UUID) -> Response:
        payment = get_object_or_404(Payment.objects.all(), pk=payment_id)
        given = ReversalInput(data=request.data)
        given.is_valid(raise_exception=True)

        payment.reverse(by=acting_member(request), **given.validated_data)

        return _shown(payment_id)


class BalancesView(APIView):
    """What a party owes, by currency; nothing where nothing is open."""

    permission_classes = [Closed, RoleAllows]
    looks = "parties"  # as on their page

    @extend_schema(operation_id="party_balances", responses=BalanceOutput(many=True))
    def get(self, request: Request, party_id: UUID) -> Response:
        party = get_object_or_404(Party.objects.all(), pk=party_id)
        return Response(BalanceOutput(balances_of(party), many=True).data)


def _amounts(given: list[dict[str, Any]]) -> dict[UUID, Any]:
    return {one["invoice"]: one["amount"] for one in given}


def _party(pk: UUID) -> Party:
    party = Party.objects.filter(pk=pk).first()
    if party is None:
        raise CannotBeRecorded(fields={"party": [_("This party is not here.")]})
    return party


def _shown(payment_id: UUID, *, status: int = 200) -> Response:
    """As it stands now."""
    rows = Payment.objects.to_list().select_related("reversal__created_by")
    return Response(PaymentOutput(get_object_or_404(rows, pk=payment_id)).data, status=status)
