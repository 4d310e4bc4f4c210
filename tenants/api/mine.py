"""The workspaces of a person, on the public host: which, as what, and how to give one up."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tenants.actor import Actor
from tenants.models import Membership, Tenant
from tenants.models.membership import Role
from tenants.workflows.keys import take_key
from users.models import User

LAST = OpenApiResponse(description="`last_owner`: a workspace needs one.")


class WorkspaceOutput(serializers.ModelSerializer[Membership]):
    """`address` is where its people go; while it is closed nobody comes in."""

    slug = serializers.CharField(source="tenant.slug", read_only=True)
    name = serializers.CharField(source="tenant.name", read_only=True)
    state = serializers.ChoiceField(Tenant.State.choices, source="tenant.state", read_only=True)
    address = serializers.SerializerMethodField()
    membership = serializers.UUIDField(source="id", read_only=True)
    role = serializers.ChoiceField(Role.choices, read_only=True)
    since = serializers.DateTimeField(source="created_at", read_only=True)

    class Meta:
        model = Membership
        fields = ("slug", "name", "state", "address", "membership", "role", "since")
        read_only_fields = fields

    def get_address(self, key: Membership) -> str:
        return f"{key.tenant.url}/"


@method_decorator(never_cache, name="dispatch")
class _Mine(APIView):
    def mine(self) -> Any:
        """The keys of who asks, each with its workspace and that one's host."""
        person = cast(User, self.request.user)
        hosts = Prefetch("tenant", Tenant.objects.with_its_host())
        return Membership.objects.filter(user=person).prefetch_related(hosts)


class WorkspacesView(_Mine, generics.ListAPIView[Membership]):
    serializer_class = WorkspaceOutput
    queryset = Membership.objects.none()
    filter_backends = ()

    def get_queryset(self) -> Any:
        return self.mine().order_by("tenant__name", "tenant__slug")

    @extend_schema(summary="List your workspaces", filters=False)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """All that you hold a key to, by name, also those whose door is shut."""
        return super().get(request, *args, **kwargs)


class WorkspaceView(_Mine):
    @extend_schema(summary="Read one of your workspaces", responses=WorkspaceOutput)
    def get(self, request: Request, slug: str) -> Response:
        """Your role there, and where it is."""
        return Response(WorkspaceOutput(get_object_or_404(self.mine(), tenant__slug=slug)).data)


class WorkspaceKeyView(_Mine):
    @extend_schema(summary="Leave a workspace", request=None, responses={204: None, 409: LAST})
    def delete(self, request: Request, slug: str) -> Response:
        """You give up your key: only who is invited again comes back. Your sessions there end, and so
        do the programs that act for you there."""
        key = get_object_or_404(self.mine(), tenant__slug=slug)
        take_key(key.pk, by=Actor(user=cast(User, request.user)))
        return Response(status=204)
