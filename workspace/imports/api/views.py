from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api import Closed
from workspace.imports.api.serializers import ImportInput, ImportOutput, ImportSummary
from workspace.imports.models import Import
from workspace.imports.workflows.receive import receive_file
from workspace.imports.workflows.undo import undo_import
from workspace.members.acting import acting_member
from workspace.roles import RoleAllows


class ImportsView(GenericAPIView[Any]):
    """GET lists the imports, newest first. POST sends a file, which is taken in afterwards."""

    permission_classes = [Closed, RoleAllows]
    changes = "imports"
    parser_classes = [MultiPartParser]
    serializer_class = ImportSummary

    def get_queryset(self) -> Any:
        return Import.objects.newest_first()

    @extend_schema(operation_id="imports_list", responses=ImportSummary(many=True))
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(ImportSummary(page, many=True).data)

    @extend_schema(request={"multipart/form-data": ImportInput}, responses={202: ImportOutput})
    def post(self, request: Request) -> Response:
        given = ImportInput(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data

        one = receive_file(values.pop("file"), **values, by=acting_member(request))

        place = {"Location": f"{request.path}{one.pk}/"}
        return Response(ImportOutput(one).data, status=202, headers=place)


class ImportView(APIView):
    """One import: how far it is, and each line that it refused."""

    permission_classes = [Closed, RoleAllows]
    changes = "imports"

    @extend_schema(responses=ImportOutput)
    def get(self, request: Request, import_id: UUID) -> Response:
        one = get_object_or_404(Import.objects.all(), pk=import_id)
        return Response(ImportOutput(one).data)


class ImportReversalView(APIView):
    """PUT removes the documents that the import made, all of them or none. A repeat changes nothing.

    409 `in_use` names what refers to them, 409 `not_over` says that the import still runs.
    """

    permission_classes = [Closed, RoleAllows]
    changes = "imports"

    @extend_schema(request=None, responses=ImportOutput)
    def put(self, request: Request, import_id: UUID) -> Response:
        one = get_object_or_404(Import.objects.all(), pk=import_id)
        return Response(ImportOutput(undo_import(one.pk, by=acting_member(request))).data)
