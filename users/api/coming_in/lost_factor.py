"""The second factor is lost: a recovery begins, is stopped, or comes to its end.

It begins at the second step of a sign-in, after the password; an owner or the provider may begin it
too, by APIs of their own. The id and the mark stand in the links of the mails.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.api import Input
from tenants.actor import Actor
from users.api.coming_in.sign_in import SignInOutput, standing
from users.api.coming_in.strangers import ForAnybody, asked_of, refuse_who_is_in
from users.api.mine.resource import Mine, refuse_unproven
from users.errors import NoSecondStep
from users.models import FactorRecovery, User
from users.proven import remember
from users.stages import SecondStep
from users.workflows.recover_factors import (
    ask_for_recovery_link,
    begin_factor_recovery,
    finish_factor_recovery,
    recovery_of_link,
    stop_factor_recovery,
)
from users.workflows.sign_in import second_step_of

NO_STEP = OpenApiResponse(description="`no_second_step`: give the password first.")
AGAIN = OpenApiResponse(description="`prove_again`: first `POST me/proof/`.")
NONE = OpenApiResponse(description="`not_found`: none waits, or this is not its link.")
TWICE = OpenApiResponse(description="`too_many_recoveries`: two were begun within a day.")


class RecoveryLinkInput(Input):
    """The two parts of the address that a mail has: `…/<id>/<mark>/`."""

    id = serializers.UUIDField()
    mark = serializers.CharField(max_length=100)


class RecoveryOutput(serializers.ModelSerializer[FactorRecovery]):
    is_open = serializers.BooleanField(
        read_only=True, help_text="Then the link that ends it can be asked for."
    )

    class Meta:
        model = FactorRecovery
        fields = ("at", "opens_at", "is_open")
        read_only_fields = fields


def told(person: User) -> Response:
    found = FactorRecovery.objects.of(person)
    if found is None:
        raise Http404
    return Response(RecoveryOutput(found).data)


def after_password(request: Request) -> SecondStep:
    """Where a sign-in waits whose first step was the password. Raises NoSecondStep."""
    refuse_who_is_in(request)
    stage = second_step_of(asked_of(request))
    if stage is None or not stage.by_password:
        raise NoSecondStep
    return stage


class LostFactorView(ForAnybody):
    @extend_schema(
        summary="Read whether a lost factor is being recovered",
        responses={200: RecoveryOutput, 404: NONE, 409: NO_STEP},
    )
    def get(self, request: Request) -> Response:
        """At the second step of a sign-in."""
        return told(after_password(request).login.user)

    @extend_schema(
        summary="Say that the second factor is lost",
        request=None,
        responses={202: RecoveryOutput, 409: NO_STEP, 429: TWICE},
    )
    def post(self, request: Request) -> Response:
        """Every address and the phone are told, with a link that stops it. From `opens_at` on a
        repeat mails the link that ends it; before, a repeat changes nothing."""
        person: Any = after_password(request).login.user
        begun = begin_factor_recovery(person, by=Actor(user=person))
        if begun.is_open:
            ask_for_recovery_link(person)
        return Response(RecoveryOutput(begun).data, status=202)


class RecoveryFinishView(ForAnybody):
    @extend_schema(
        summary="Sign in without the lost factor",
        request=RecoveryLinkInput,
        responses={200: SignInOutput, 404: NONE, 409: NO_STEP},
    )
    def post(self, request: Request) -> Response:
        """By the link of the mail, at the second step of a sign-in. All factors are gone then, and
        all other sessions."""
        stage = after_password(request)
        given = RecoveryLinkInput(data=request.data)
        given.is_valid(raise_exception=True)
        person: Any = stage.login.user
        wanted, mark = given.validated_data["id"], given.validated_data["mark"]
        if not finish_factor_recovery(person, wanted, mark):
            raise Http404
        remember(asked_of(request), person, "mailbox")
        stage.exit()
        return Response(SignInOutput(standing(request)).data)


class RecoveryStopView(ForAnybody):
    @extend_schema(
        summary="Stop a recovery by its link",
        request=RecoveryLinkInput,
        responses={204: None, 404: NONE},
    )
    def post(self, request: Request) -> Response:
        """Whoever reads one of the notices may: nobody has to be signed in."""
        given = RecoveryLinkInput(data=request.data)
        given.is_valid(raise_exception=True)
        found = recovery_of_link(given.validated_data["id"], given.validated_data["mark"])
        if found is None:
            raise Http404
        stop_factor_recovery(found.person)
        return Response(status=204)


class MyRecoveryView(Mine):
    @extend_schema(
        summary="Read whether somebody said that your factor is lost",
        responses={200: RecoveryOutput, 404: NONE},
    )
    def get(self, request: Request) -> Response:
        """If you do nothing, it ends your second factors."""
        return told(self.person)

    @extend_schema(summary="Stop the recovery", request=None, responses={204: None, 409: AGAIN})
    def delete(self, request: Request) -> Response:
        """Having proven that the factor is not lost (`me/proof/`). A repeat changes nothing."""
        refuse_unproven(self.asked)
        stop_factor_recovery(self.person)
        return Response(status=204)
