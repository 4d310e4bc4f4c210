"""The addresses that no mail goes to any more: found by the provider who asks for one, and lifted.

Whoever does not know an address does not learn it here: only a mark of it is kept.
"""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import FilterSet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from post.models import Suppression
from post.workflows.lift import lift
from tenants.api.acting import actor_of


class SuppressionFilter(FilterSet):  # type: ignore[misc]
    address = django_filters.CharFilter(
        method="_of_address", help_text=_("A whole e-mail address; only this one is found.")
    )

    class Meta:
        model = Suppression
        fields = ["reason"]

    def _of_address(
        self, found: QuerySet[Suppression], _name: str, typed: str
    ) -> QuerySet[Suppression]:
        return found.filter(mark__in=Suppression.objects.marks_of(typed.strip()))


class SuppressionOutput(serializers.ModelSerializer[Suppression]):
    """An address that refused our mail, or whose reader called it spam."""

    id = serializers.CharField(
        source="mark", help_text=_("A mark of the address, which is not kept.")
    )
    at = serializers.DateTimeField(help_text=_("When the last mail came back."))
    until = serializers.DateTimeField(help_text=_("Until then no mail goes there."))

    of_workspaces = serializers.BooleanField(
        help_text=_("Only what workspaces write is stopped; letters about the sign-in still go.")
    )

    class Meta:
        model = Suppression
        fields = ["id", "reason", "of_workspaces", "at", "until"]
        read_only_fields = fields


class SuppressionsView(generics.ListAPIView[Suppression]):
    area = "mail"
    serializer_class = SuppressionOutput
    filterset_class = SuppressionFilter
    queryset = Suppression.objects.all()

    def get_queryset(self) -> QuerySet[Suppression]:
        return Suppression.objects.live().order_by("-at", "mark")

    @extend_schema(summary="List the addresses that get no mail")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The newest first, without the addresses; `address` finds whether one is among them."""
        return super().get(request, *args, **kwargs)


class SuppressionView(APIView):
    """DELETE lets mail go there again."""

    area = "mail"

    @extend_schema(summary="Let mail go to an address again", request=None, responses={204: None})
    def delete(self, request: Request, mark: str) -> Response:
        """Once its mailbox works. A mail that comes back stops it again."""
        lift(mark, by=actor_of(request))
        return Response(status=204)
