from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billing.api.subscriptions import CancellationInput, SubscriptionInput, SubscriptionOutput
from billing.models import Subscription
from billing.workflows.agree import agree
from tenants.api.acting import actor_of
from tenants.models import Tenant


def subscription_of(tenant_id: UUID) -> Subscription:
    found: Subscription = get_object_or_404(Subscription.objects.told(), tenant_id=tenant_id)
    return found


def told(tenant_id: UUID) -> Response:
    return Response(SubscriptionOutput(subscription_of(tenant_id)).data)


class SubscriptionView(APIView):
    @extend_schema(summary="Read a tenant's subscription", responses=SubscriptionOutput)
    def get(self, request: Request, id: UUID) -> Response:
        """404 also while it has none: the provider has named no plan to begin with."""
        return told(id)

    @extend_schema(
        summary="Set a tenant's plan, payer and trial",
        request=SubscriptionInput,
        responses={
            200: SubscriptionOutput,
            409: OpenApiResponse(
                description="`plan_retired`, `plan_without_price`, or `no_workspace`: it is erased "
                "or about to be."
            ),
        },
    )
    def put(self, request: Request, id: UUID) -> Response:
        """What is left out stays. Another plan is agreed at its price of today."""
        tenant = get_object_or_404(Tenant, pk=id)
        given = SubscriptionInput(data=request.data)
        given.is_valid(raise_exception=True)

        agree(tenant, given.validated_data, by=actor_of(request))

        return told(id)


class CancellationView(APIView):
    @extend_schema(
        summary="Cancel a tenant's subscription",
        request=CancellationInput,
        responses=SubscriptionOutput,
    )
    def put(self, request: Request, id: UUID) -> Response:
        """It will not go on; the workspace stays open. A repeat changes nothing."""
        subscription = subscription_of(id)
        given = CancellationInput(data=request.data)
        given.is_valid(raise_exception=True)

        subscription.cancel(**given.validated_data, by=actor_of(request))

        return told(id)

    @extend_schema(summary="Take a cancellation back", responses={200: SubscriptionOutput})
    def delete(self, request: Request, id: UUID) -> Response:
        subscription_of(id).resume(by=actor_of(request))
        return told(id)
