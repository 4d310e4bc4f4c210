from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billing.api.plans import PlanInput, PlanOutput, PlanTextsInput, PriceInput, SomePlanTextsInput
from billing.models import Plan
from billing.workflows.offer import change_plan, make_plan, price_plan
from tenants.api.acting import actor_of

PLANS = Plan.objects.select_related("retirement").prefetch_related("prices")


def plan_of(code: str) -> Plan:
    plan: Plan = get_object_or_404(PLANS.all(), code=code)
    return plan


def told(code: str, status: int = 200) -> Response:
    return Response(PlanOutput(plan_of(code)).data, status=status)


class PlansView(generics.ListAPIView[Plan]):
    queryset = PLANS
    serializer_class = PlanOutput

    @extend_schema(summary="List the plans, as they were made")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What is offered and what is not any more, with every price, the newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        summary="Make a plan",
        request=PlanInput,
        responses={201: PlanOutput, 409: OpenApiResponse(description="`code_taken`.")},
        filters=False,
    )
    def post(self, request: Request) -> Response:
        """It has no price yet: nobody can choose it before."""
        given = PlanInput(data=request.data)
        given.is_valid(raise_exception=True)

        plan = make_plan(given.values, by=actor_of(request))

        return told(plan.code, status=201)


class PlanView(APIView):
    @extend_schema(summary="Read one plan", responses=PlanOutput)
    def get(self, request: Request, code: str) -> Response:
        return told(code)

    @extend_schema(
        summary="Write a plan's texts",
        request=PlanTextsInput,
        responses={200: PlanOutput, 409: OpenApiResponse(description="`plan_retired`.")},
    )
    def put(self, request: Request, code: str) -> Response:
        """All of them: what is left out is empty. The code stays, and so do the prices."""
        return self._change(request, code, partial=False)

    @extend_schema(
        summary="Change some of a plan's texts",
        request=SomePlanTextsInput(partial=True),
        responses={200: PlanOutput, 409: OpenApiResponse(description="`plan_retired`.")},
    )
    def patch(self, request: Request, code: str) -> Response:
        return self._change(request, code, partial=True)

    def _change(self, request: Request, code: str, *, partial: bool) -> Response:
        plan = plan_of(code)
        given = PlanTextsInput(data=request.data, partial=partial)
        given.is_valid(raise_exception=True)

        change_plan(plan, given.values, by=actor_of(request))

        return told(code)


class PricesView(APIView):
    @extend_schema(
        summary="Set what a plan costs from a day on",
        request=PriceInput,
        responses={
            201: PlanOutput,
            409: OpenApiResponse(description="`price_taken`: another price begins on this day."),
        },
    )
    def post(self, request: Request, code: str) -> Response:
        """A price never changes: another one follows. Who agreed on an earlier one keeps it."""
        plan = plan_of(code)
        given = PriceInput(data=request.data)
        given.is_valid(raise_exception=True)

        price_plan(plan, given.values, by=actor_of(request))

        return told(code, status=201)


class RetirementView(APIView):
    @extend_schema(
        summary="Offer a plan to nobody any more",
        request=None,
        responses={200: PlanOutput, 409: OpenApiResponse(description="`plan_is_default`.")},
    )
    def put(self, request: Request, code: str) -> Response:
        """Who has it keeps it."""
        plan_of(code).retire(by=actor_of(request))
        return told(code)

    @extend_schema(summary="Offer a plan again", responses={200: PlanOutput})
    def delete(self, request: Request, code: str) -> Response:
        plan_of(code).offer_again(by=actor_of(request))
        return told(code)
