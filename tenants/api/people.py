"""The API of a workspace about its people. In the public room."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api import Closed
from config.asked import AskedOutput
from config.confirming import ask_to_confirm
from tenants.api.people_serializers import (
    FactorRecoveryOutput,
    InvitationInput,
    InvitationOutput,
    MemberOutput,
    RoleInput,
)
from tenants.confirmed.people import INVITE_OWNER, ask_before_role, ask_before_taking
from tenants.models import Invitation, Membership
from tenants.models.membership import Role
from tenants.people import invitations_of, people_of
from tenants.roles import RoleAllows, may_change
from tenants.visiting import InPublic, acting, tenant_of
from tenants.workflows.invite import invite_colleague, send_again, withdraw
from tenants.workflows.keys import change_role, take_key
from users.models import User
from users.workflows.recover_factors import begin_factor_recovery

LAST = OpenApiResponse(
    description="`last_owner`: a workspace needs one. `changed_meanwhile`: look at the role again."
)
TO_CONFIRM = OpenApiResponse(
    AskedOutput, description="It makes an owner, or somebody is none any more: confirm it first."
)


class Visit(InPublic):
    """What these views share. `changes` names their area in `docs/roles.md`."""

    permission_classes: Any = (Closed, RoleAllows)

    def told(self, request: Request) -> dict[str, Any]:
        return {"may_change": may_change(request._request, "people")}

    def key(self, request: Request, pk: UUID) -> Any:
        return get_object_or_404(people_of(tenant_of(request)), pk=pk)

    def waiting(self, request: Request) -> Any:
        return invitations_of(tenant_of(request))


class MembersView(Visit, generics.ListAPIView[Membership]):
    changes = "people"
    serializer_class = MemberOutput
    queryset = Membership.objects.all()
    filter_backends = ()

    def get_queryset(self) -> Any:
        return people_of(tenant_of(self.request))

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **self.told(self.request)}

    @extend_schema(summary="List the people who have a key", filters=False)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """By name, with their roles."""
        return super().get(request, *args, **kwargs)


class MemberView(Visit, APIView):
    """DELETE takes somebody's key, or gives up one's own."""

    changes = "people"

    def get_permissions(self) -> Any:
        """Whoever may come in may go: by oneself, not by a program."""
        asked: Any = getattr(self.request, "_request", None)
        key = getattr(asked, "key", None)  # none where the views are only described
        is_own = key is not None and self.kwargs.get("membership_id") == key.id
        if is_own and asked.method == "DELETE" and asked.api_token is None:
            return [Closed()]
        return super().get_permissions()

    @extend_schema(summary="Read who has a key", responses={200: MemberOutput})
    def get(self, request: Request, membership_id: UUID) -> Response:
        """The name, the address and the role of one person."""
        key = self.key(request, membership_id)
        return Response(MemberOutput(key, context=self.told(request)).data)

    @extend_schema(
        summary="Take somebody's key",
        request=None,
        responses={202: TO_CONFIRM, 204: None, 409: LAST},
    )
    def delete(self, request: Request, membership_id: UUID) -> HttpResponse:
        """The person cannot come in any more; sessions and programs there end at once. Another owner's
        is confirmed first."""
        key = self.key(request, membership_id)
        asked = ask_before_taking(request, key)
        if asked is not None:
            return asked
        take_key(key.pk, by=acting(request), seen=key.role)
        return Response(status=204)


class MemberRoleView(Visit, APIView):
    changes = "people"

    @extend_schema(
        summary="Change somebody's role",
        request=RoleInput,
        responses={200: MemberOutput, 202: TO_CONFIRM, 409: LAST},
    )
    def put(self, request: Request, membership_id: UUID) -> HttpResponse:
        """It holds from the next request on. To make an owner, or to lower another one, is confirmed
        first."""
        key = self.key(request, membership_id)
        given = RoleInput(data=request.data)
        given.is_valid(raise_exception=True)
        role = given.validated_data["role"]
        asked = ask_before_role(request, key, role)
        if asked is not None:
            return asked
        change_role(key.pk, role=role, by=acting(request), seen=key.role)
        told = self.key(request, membership_id)
        return Response(MemberOutput(told, context=self.told(request)).data)


class MemberRecoveryView(Visit, APIView):
    """POST begins the waiting time of a lost second factor."""

    changes = "people"

    @extend_schema(
        summary="Say that somebody's second factor is lost",
        request=None,
        responses={
            202: FactorRecoveryOutput,
            409: OpenApiResponse(description="`no_second_factor`: there is none to be lost."),
            429: OpenApiResponse(description="`too_many_recoveries`: two were begun within a day."),
        },
    )
    def post(self, request: Request, membership_id: UUID) -> Response:
        """Every address of the person and the phone are told, each with a link that stops it. Nobody
        but the person ends it, with the password and the mail. A repeat changes nothing."""
        person = self.key(request, membership_id).user
        begun = begin_factor_recovery(person, by=acting(request))
        return Response(FactorRecoveryOutput(begun).data, status=202)


class InvitationsView(Visit, generics.ListAPIView[Invitation]):
    changes = "invitations"
    serializer_class = InvitationOutput
    queryset = Invitation.objects.all()
    filter_backends = ()

    def get_queryset(self) -> Any:
        return self.waiting(self.request)

    @extend_schema(summary="List the invitations", filters=False)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Those that nobody has accepted, by address."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        summary="Invite somebody",
        request=InvitationInput,
        responses={
            201: InvitationOutput,
            202: TO_CONFIRM,
            409: OpenApiResponse(description="`already_member`: change the role instead."),
            429: OpenApiResponse(description="`too_many_invitations`: wait an hour."),
        },
    )
    def post(self, request: Request) -> HttpResponse:
        """A link is mailed. A repeat changes the role and sends another link."""
        given = InvitationInput(data=request.data)
        given.is_valid(raise_exception=True)
        wish = {"language": get_language() or "en", **given.validated_data}
        if wish["role"] == Role.OWNER:
            told = {"email": wish["email"], "language": wish["language"]}
            return ask_to_confirm(request, INVITE_OWNER, told)
        made = invite_colleague(tenant_of(request), by=cast(User, request.user), **wish)
        return Response(InvitationOutput(made).data, status=201)


class InvitationView(Visit, APIView):
    """DELETE withdraws it."""

    changes = "invitations"

    @extend_schema(summary="Read an invitation", responses={200: InvitationOutput})
    def get(self, request: Request, invitation_id: UUID) -> Response:
        """The link itself stands in the mail only."""
        return Response(InvitationOutput(self._one(request, invitation_id)).data)

    @extend_schema(summary="Withdraw an invitation", request=None, responses={204: None})
    def delete(self, request: Request, invitation_id: UUID) -> Response:
        """Its link does not work any more."""
        withdraw(self._one(request, invitation_id), by=acting(request))
        return Response(status=204)

    def _one(self, request: Request, pk: UUID) -> Invitation:
        found: Invitation = get_object_or_404(self.waiting(request), pk=pk)
        return found


class InvitationLetterView(Visit, APIView):
    """PUT sends it again."""

    changes = "invitations"

    @extend_schema(
        summary="Send an invitation again",
        request=None,
        responses={
            202: InvitationOutput,
            429: OpenApiResponse(description="`too_many_invitations`: wait an hour."),
        },
    )
    def put(self, request: Request, invitation_id: UUID) -> Response:
        """Another link, good for a week; the one before stops working once it is sent."""
        one = get_object_or_404(self.waiting(request), pk=invitation_id)
        send_again(one, by=acting(request))
        return Response(InvitationOutput(one).data, status=202)
