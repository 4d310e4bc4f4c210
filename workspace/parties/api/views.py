from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api import Closed
from workspace.members.acting import acting_member
from workspace.parties.api.serializers import PartyInput, PartyOutput
from workspace.parties.filters import PartyFilter
from workspace.parties.models import Party
from workspace.roles import RoleAllows


class PartiesView(GenericAPIView[Any]):
    """GET lists whom the business deals with, by name. POST adds one."""

    permission_classes = [Closed, RoleAllows]
    changes = "parties"
    serializer_class = PartyOutput
    filterset_class = PartyFilter

    def get_queryset(self) -> Any:
        return Party.objects.all()

    @extend_schema(operation_id="parties_list", responses=PartyOutput(many=True))
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(PartyOutput(page, many=True).data)

    @extend_schema(request=PartyInput, responses={201: PartyOutput})
    def post(self, request: Request) -> Response:
        given = PartyInput(data=request.data)
        given.is_valid(raise_exception=True)

        party = Party(**given.validated_data)
        party.make(by=acting_member(request))

        return Response(PartyOutput(party).data, status=201)


class PartyView(APIView):
    """One party. PUT says all of it, PATCH a part. DELETE only while nothing refers to it."""

    permission_classes = [Closed, RoleAllows]
    changes = "parties"

    @extend_schema(responses=PartyOutput)
    def get(self, request: Request, party_id: UUID) -> Response:
        return Response(PartyOutput(_party(party_id)).data)

    @extend_schema(request=PartyInput, responses=PartyOutput)
    def put(self, request: Request, party_id: UUID) -> Response:
        return self._change(request, party_id, partial=False)

    @extend_schema(request=PartyInput(partial=True), responses=PartyOutput)
    def patch(self, request: Request, party_id: UUID) -> Response:
        return self._change(request, party_id, partial=True)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, party_id: UUID) -> Response:
        _party(party_id).remove(by=acting_member(request))
        return Response(status=204)

    def _change(self, request: Request, party_id: UUID, *, partial: bool) -> Response:
        party = _party(party_id)
        given = PartyInput(data=request.data, partial=partial)
        given.is_valid(raise_exception=True)

        party.change(given.values(), by=acting_member(request))

        return Response(PartyOutput(party).data)


class PartyArchiveView(APIView):
    """PUT takes the party out of the lists. DELETE brings it back."""

    permission_classes = [Closed, RoleAllows]
    changes = "parties"

    @extend_schema(request=None, responses=PartyOutput)
    def put(self, request: Request, party_id: UUID) -> Response:
        party = _party(party_id)
        party.archive(by=acting_member(request))
        return Response(PartyOutput(party).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, party_id: UUID) -> Response:
        _party(party_id).restore(by=acting_member(request))
        return Response(status=204)


def _party(party_id: UUID) -> Party:
    return get_object_or_404(Party.objects.all(), pk=party_id)
