"""What Kontor holds about who asks: to be seen, and as a file once it is confirmed."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.asked import AskedOutput
from config.confirming import ask_to_confirm
from tenants.models import Membership
from users.api.mine.resource import Mine
from users.confirmed.own_data import EXPORT, is_granted
from users.workflows.own_data import export, what_is_held

SHOWN = 20  # rows of one table; the file has them all


class HeldOutput(serializers.Serializer[Any]):
    many = serializers.IntegerField(  # type: ignore[assignment]
        help_text="So many rows there are."
    )
    rows = serializers.ListField(child=serializers.DictField(), help_text="The last 20 of them.")


class OwnDataOutput(serializers.Serializer[Any]):
    """`held`: table → what it holds about you, without marks and digests that tell nothing."""

    held = serializers.DictField(child=HeldOutput())
    last_owner_of = serializers.ListField(
        child=serializers.CharField(), help_text="Workspaces that keep you from being deleted."
    )


class FileOutput(serializers.Serializer[Any]):
    user = serializers.UUIDField()
    held = serializers.DictField(child=serializers.ListField(child=serializers.DictField()))


class OwnDataView(Mine):
    @extend_schema(summary="Read what Kontor holds about you", responses=OwnDataOutput)
    def get(self, request: Request) -> Response:
        """Of each table the last rows. What a business wrote down of its own work belongs to it."""
        held = {
            name: {"many": len(rows), "rows": rows[-SHOWN:]}
            for name, rows in what_is_held(self.person).items()
        }
        alone = Membership.objects.alone_held_by(self.person).select_related("tenant")
        return Response({"held": held, "last_owner_of": [key.tenant.slug for key in alone]})


class OwnDataExportView(Mine):
    @extend_schema(
        summary="Ask for a file of it",
        request=None,
        responses={
            202: AskedOutput,
            409: OpenApiResponse(description="`nothing_to_confirm_by`."),
        },
    )
    def post(self, request: Request) -> HttpResponse:
        """Confirmed first: the answer to the code has the address of the `file`."""
        return ask_to_confirm(request, EXPORT, {"email": self.person.email}, back="/your-data/")


class OwnDataFileView(Mine):
    @extend_schema(summary="Fetch the file", responses=FileOutput)
    def get(self, request: Request, grant: str) -> Response:
        """Everything, for ten minutes after it was confirmed, for you only. Leaves a line."""
        if not is_granted(grant, self.person):
            raise Http404
        answer = Response(export(self.person))
        answer.headers["Content-Disposition"] = 'attachment; filename="kontor-about-me.json"'
        return answer
