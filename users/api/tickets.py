"""The way into a workspace by API: the same ticket that the pages hand over."""

from __future__ import annotations

from typing import Any

from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.api import Input
from tenants.models import Membership, Tenant
from tenants.visiting import tenant_of
from users.api.coming_in.strangers import ForAnybody, asked_of, person_at, refuse_who_is_in
from users.api.mine.resource import Mine
from users.errors import TicketRefused
from users.models.ticket import LIFETIME
from users.workflows.hand_over import enter_workspace, give_ticket, new_state, start_of
from users.workflows.sign_out import sign_out

WANTED = OpenApiResponse(
    description="`second_factor_wanted`: this workspace demands one. `second_factor_cools`: it is of"
    " today, and opens nothing yet."
)
AGAIN = OpenApiResponse(
    description="`prove_again`: it demands one, and this sign-in proved none. First `POST me/proof/`."
)


class TicketInput(Input):
    workspace = serializers.SlugField(max_length=40)
    state = serializers.CharField(
        max_length=200,
        help_text=_("What `POST /api/v1/session/` of the workspace's host answered."),
    )
    host = serializers.CharField(
        required=False,
        max_length=253,
        default="",
        help_text=_("The business's own, to enter there."),
    )


class TicketOutput(serializers.Serializer[Any]):
    ticket = serializers.CharField(help_text=_("Good once, where `state` came from."))
    address = serializers.CharField(help_text=_("The host that takes it."))
    seconds = serializers.IntegerField(help_text=_("So long it is good."))


@method_decorator(never_cache, name="dispatch")
class TicketsView(Mine):
    @extend_schema(
        summary="Get a ticket to a workspace",
        request=TicketInput,
        responses={201: TicketOutput, 403: WANTED, 409: AGAIN},
    )
    def post(self, request: Request) -> Response:
        """It opens nothing by itself: only the cookie that came with `state` makes it good."""
        given = TicketInput(data=request.data)
        given.is_valid(raise_exception=True)
        wish = given.validated_data
        tenant: Tenant = get_object_or_404(
            Tenant.objects.open_to(self.person), slug=wish["workspace"]
        )
        ticket = give_ticket(self.asked, tenant, state=wish["state"])
        seconds = int(LIFETIME.total_seconds())
        told = {"ticket": ticket, "address": start_of(tenant, wish["host"]), "seconds": seconds}
        return Response(told, status=201)


class StateOutput(serializers.Serializer[Any]):
    state = serializers.CharField(help_text=_("For `POST /api/v1/tickets/` of the public host."))
    csrf_token = serializers.CharField()


class EntryInput(Input):
    ticket = serializers.CharField(max_length=200)


class EntryOutput(serializers.Serializer[Any]):
    is_inside = serializers.BooleanField(help_text=_("With a key to this workspace."))
    role = serializers.CharField(allow_null=True)
    csrf_token = serializers.CharField(help_text=_("For the header X-CSRFToken."))


class EntryView(ForAnybody):
    """On a workspace's host. POST asks for a `state`; PUT takes the ticket; DELETE signs out."""

    @extend_schema(summary="Read whether you are inside", responses=EntryOutput)
    def get(self, request: Request) -> Response:
        """Begin here: `csrf_token` and the cookies that came with it are wanted by what follows."""
        return self._told(request)

    @extend_schema(summary="Begin to enter", request=None, responses={201: StateOutput})
    def post(self, request: Request) -> Response:
        """A session of this host that holds nothing but the way in."""
        refuse_who_is_in(request)
        state = new_state(asked_of(request))
        return Response({"state": state, "csrf_token": get_token(asked_of(request))}, status=201)

    @extend_schema(
        summary="Enter with a ticket",
        request=EntryInput,
        responses={
            200: EntryOutput,
            409: OpenApiResponse(
                description="`ticket_refused`: late, used, or of another browser."
            ),
        },
    )
    def put(self, request: Request) -> Response:
        """The session that it begins never outlives the sign-in on the public host."""
        given = EntryInput(data=request.data)
        given.is_valid(raise_exception=True)
        if not enter_workspace(asked_of(request), given.validated_data["ticket"]):
            raise TicketRefused
        return self._told(request)

    def _told(self, request: Request) -> Response:
        person, tenant = person_at(request), tenant_of(request)
        key = Membership.objects.filter(user=person, tenant=tenant).first() if person else None
        told = {"is_inside": key is not None, "role": key and key.role}
        return Response({**told, "csrf_token": get_token(asked_of(request))})

    @extend_schema(summary="Sign out", request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Everywhere in this browser: here, on the public host, and in the other workspaces."""
        sign_out(asked_of(request))
        return Response(status=204)
