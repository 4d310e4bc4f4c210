"""What the provider's staff may do for somebody who cannot get in. They can neither see nor set a
password, and finish nothing of what they begin: that takes the person's own mail. They can sign
somebody out, who then signs in again."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api import Input
from tenants.api.acting import actor_of
from tenants.api.people_serializers import FactorRecoveryOutput
from users.models import User
from users.workflows.end_sessions import end_all_for
from users.workflows.recover_factors import begin_factor_recovery
from users.workflows.reset_password import begin_password_reset

UNKNOWN = OpenApiResponse(description="`not_found`: nobody signs in with this address.")


class PersonInput(Input):
    email = serializers.EmailField(max_length=254, help_text="The address they sign in with.")


def person_in(request: Request) -> User:
    given = PersonInput(data=request.data)
    given.is_valid(raise_exception=True)
    person = User.objects.of_address(given.validated_data["email"])
    if person is None:
        raise Http404
    return person


class PasswordResetView(APIView):
    """POST mails a link."""

    @extend_schema(
        summary="Begin a password reset",
        request=PersonInput,
        responses={202: OpenApiResponse(description="The link is on its way."), 404: UNKNOWN},
    )
    def post(self, request: Request) -> Response:
        """The person gets the mail that they would have asked for themselves. Nothing else changes.

        While one is on its way, a repeat sends none.
        """
        begin_password_reset(person_in(request), by=actor_of(request))
        return Response(status=202)


class SignOutView(APIView):
    """POST ends all that somebody has open."""

    @extend_schema(
        summary="Sign somebody out everywhere",
        request=PersonInput,
        responses={204: OpenApiResponse(description="They are signed in nowhere."), 404: UNKNOWN},
    )
    def post(self, request: Request) -> Response:
        """On every host; programs go on. The person is told by mail, and can sign in again. Who is
        signed in nowhere is told nothing.
        """
        end_all_for(person_in(request), by=actor_of(request))
        return Response(status=204)


class FactorRecoveryView(APIView):
    """POST begins the waiting time of a lost second factor."""

    @extend_schema(
        summary="Begin the recovery of a lost second factor",
        request=PersonInput,
        responses={
            200: FactorRecoveryOutput,
            404: UNKNOWN,
            409: OpenApiResponse(description="`no_second_factor`: there is none to be lost."),
            429: OpenApiResponse(description="`too_many_recoveries`: two were begun within a day."),
        },
    )
    def post(self, request: Request) -> Response:
        """Every address of the person and the phone are told, each with a link that stops it.

        From `opens_at` on the person can sign in with the password and a link from the mail. A
        repeat makes it neither shorter nor longer.
        """
        begun: Any = begin_factor_recovery(person_in(request), by=actor_of(request))
        return Response(FactorRecoveryOutput(begun).data)
