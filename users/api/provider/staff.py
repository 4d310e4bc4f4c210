"""Who works for the provider, on the provider's host."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api import Input
from config.confirming import ask_to_confirm
from tenants.api.acting import actor_of, scopes_of
from users.confirmed.staff import GIVE, TAKE, payload_of, payload_to_take
from users.errors import NobodyThere
from users.models import Staff, StaffRole
from users.scopes import refuse_more
from users.workflows.staff import (
    give_staff,
    refuse_the_last,
    staff_of_address,
    take_staff,
)

LAST = OpenApiResponse(description="`last_staff`: nobody else could let others in.")
TO_CONFIRM = OpenApiResponse(
    description="Asked by a person, it is to be confirmed: send the code to `confirmation`."
)


class StaffInput(Input):
    """Somebody who has signed up, and what they are there for."""

    email = serializers.EmailField(max_length=254, help_text="The address they sign in with.")
    role = serializers.ChoiceField(choices=StaffRole.choices)


class StaffOutput(serializers.ModelSerializer[Staff]):
    id = serializers.UUIDField(source="person_id", read_only=True)
    name = serializers.CharField(source="person", read_only=True)
    email = serializers.EmailField(source="person.email", read_only=True)
    since = serializers.DateTimeField(source="at", read_only=True)

    class Meta:
        model = Staff
        fields = ("id", "name", "email", "role", "since")
        read_only_fields = fields


def one(pk: UUID) -> Staff:
    return cast(Staff, get_object_or_404(Staff.objects.to_list(), pk=pk))


class StaffListView(generics.ListAPIView[Staff]):
    area = "staff"
    serializer_class = StaffOutput
    queryset = Staff.objects.to_list()
    filter_backends = ()

    @extend_schema(summary="List the provider's staff", filters=False)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """By name, with their roles."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        summary="Let somebody work for the provider",
        request=StaffInput,
        responses={
            200: StaffOutput,
            202: TO_CONFIRM,
            409: LAST,
            422: OpenApiResponse(
                description="`nobody_there`: nobody signs in with this address. `more_than_yours`."
            ),
        },
    )
    def post(self, request: Request) -> HttpResponse:
        """From the next request on; who is staff already gets this role instead."""
        given = StaffInput(data=request.data)
        given.is_valid(raise_exception=True)
        role = StaffRole(given.validated_data["role"])
        refuse_more(role.scopes, scopes_of(request))
        person = staff_of_address(given.validated_data["email"])
        if person is None:
            raise NobodyThere
        refuse_more(Staff.objects.scopes_of(person), scopes_of(request))
        if request.auth is None:
            return ask_to_confirm(request, GIVE, payload_of(person, role.value))
        give_staff(person.pk, role=role, by=actor_of(request))
        return Response(StaffOutput(one(person.pk)).data)


class StaffView(APIView):
    """DELETE takes it back."""

    area = "staff"

    @extend_schema(summary="Read who is staff", responses={200: StaffOutput})
    def get(self, request: Request, id: UUID) -> Response:
        """The name, the address and the role of one person."""
        return Response(StaffOutput(one(id)).data)

    @extend_schema(
        summary="Send somebody away from the provider",
        request=None,
        responses={
            202: TO_CONFIRM,
            204: None,
            409: LAST,
            422: OpenApiResponse(description="`more_than_yours`: their role may more than you."),
        },
    )
    def delete(self, request: Request, id: UUID) -> HttpResponse:
        """They are staff no more; their sessions on this host end. A repeat changes nothing."""
        found = Staff.objects.to_list().filter(pk=id).first()
        if found is not None:
            refuse_more(Staff.objects.scopes_of(found.person), scopes_of(request))
            if request.auth is None:
                refuse_the_last(id)
                return ask_to_confirm(request, TAKE, payload_to_take(found.person))
        take_staff(id, by=actor_of(request))
        return Response(status=204)
