"""Somebody was invited by mail. The secret of its link stands in bodies only: addresses are logged."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.api import Input
from tenants.models import Invitation
from tenants.models.membership import Role
from users.api.coming_in.sign_up_serializers import WorkspaceToEnterOutput
from users.api.coming_in.strangers import ForAnybody, person_at
from users.errors import InvitationGone
from users.models import User
from users.workflows.join import accepted_by, join, open_invitation

GONE = OpenApiResponse(
    description="`invitation_gone`: used, withdrawn, too old, or never one. `not_invited`: it is for "
    "another address."
)


class InvitationSecretInput(Input):
    secret = serializers.CharField(
        max_length=200, help_text=_("The last part of the link, between the slashes.")
    )


class InvitedOutput(serializers.Serializer[Any]):
    """`next` is `accept` for who is signed in with its address, `sign_in` for who has a user,
    `sign_up` for who has none, and `sign_out` where somebody else is signed in."""

    workspace = serializers.CharField()
    email = serializers.EmailField()
    role = serializers.ChoiceField(Role.choices)
    next = serializers.ChoiceField(["accept", "sign_in", "sign_up", "sign_out"])


class InvitationView(ForAnybody):
    """POST reads it."""

    @extend_schema(
        summary="Read an invitation",
        request=InvitationSecretInput,
        responses={200: InvitedOutput, 409: GONE},
    )
    def post(self, request: Request) -> Response:
        """Nothing changes. Who reads the mail of that address is told whether it has a user."""
        found = open_invitation(secret_in(request))
        if found is None:
            raise InvitationGone
        invited = User.objects.of_address(found.email)
        told = {"workspace": found.tenant.name, "email": found.email, "role": found.role}
        return Response({**told, "next": self._next(person_at(request), invited)})

    def _next(self, here: User | None, invited: User | None) -> str:
        if here is not None:
            return "accept" if here == invited else "sign_out"
        return "sign_up" if invited is None else "sign_in"


class AcceptanceView(ForAnybody):
    """PUT takes the key."""

    @extend_schema(
        summary="Accept an invitation",
        request=InvitationSecretInput,
        responses={200: WorkspaceToEnterOutput, 409: GONE},
    )
    def put(self, request: Request) -> Response:
        """Of who is signed in with the invited address. Who has no user yet begins with `sign-up/`.

        A repeat changes nothing.
        """
        person, secret = person_at(request), secret_in(request)
        if person is None:
            raise exceptions.NotAuthenticated
        found = accepted_by(person, secret) or self._accepted(person, secret)
        return Response(WorkspaceToEnterOutput(found.tenant).data)

    def _accepted(self, person: User, secret: str) -> Invitation:
        found = open_invitation(secret)
        if found is None:
            raise InvitationGone
        join(found, user=person)
        return found


def secret_in(request: Request) -> str:
    given = InvitationSecretInput(data=request.data)
    given.is_valid(raise_exception=True)
    return str(given.validated_data["secret"])
