"""The policy that holds now, and whether who asks has accepted it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.addresses import public_address
from config.api import Input
from users.api.mine.resource import Mine
from users.models import Policy, PolicyAcceptance, User
from users.workflows.accept_policy import accept_policy


class AcceptanceInput(Input):
    number = serializers.IntegerField(min_value=1, help_text="The version that you have read.")


class PolicyOutput(serializers.Serializer[Any]):
    """`digests`: language → SHA-256 of its text, so that it can be shown later what it was."""

    number = serializers.IntegerField()
    effective_at = serializers.DateTimeField()
    digests = serializers.DictField(child=serializers.CharField())
    page = serializers.URLField(help_text="Where its text stands, in your language.")
    accepted_at = serializers.DateTimeField(allow_null=True, help_text="By you.")


class PolicyView(Mine):
    @extend_schema(summary="Read which policy holds", responses=PolicyOutput)
    def get(self, request: Request) -> Response:
        """Its version, and when you accepted it."""
        return Response(told(self.person))


class PolicyAcceptanceView(Mine):
    @extend_schema(
        summary="Accept the policy",
        request=AcceptanceInput,
        responses={
            200: PolicyOutput,
            409: OpenApiResponse(description="`other_version`: another one holds by now."),
        },
    )
    def put(self, request: Request) -> Response:
        """That of this number, if it holds now. A repeat changes nothing, also not the date."""
        given = AcceptanceInput(data=request.data)
        given.is_valid(raise_exception=True)
        accept_policy(self.person, given.validated_data["number"])
        return Response(told(self.person))


def told(person: User) -> dict[str, Any]:
    current = Policy.objects.current()
    accepted = PolicyAcceptance.objects.of(person).filter(policy=current).first()
    shown = {
        "number": current.number,
        "effective_at": current.effective_at,
        "digests": current.digests,
        "page": public_address(reverse("policy", urlconf="config.urls_public")),
        "accepted_at": accepted and accepted.at,
    }
    answer: dict[str, Any] = PolicyOutput(shown).data
    return answer
