from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api import Closed
from config.asked import AskedOutput
from workspace.company.api.serializers import CompanyInput, CompanyOutput, LogoInput
from workspace.company.bank_account import ask_if_account_changes
from workspace.company.models import Company
from workspace.company.pictures import picture_response
from workspace.members.acting import acting_member
from workspace.roles import RoleAllows

_ANSWERS = {200: CompanyOutput, 202: AskedOutput}


class CompanyView(APIView):
    """The business itself. PUT says all of it, PATCH a part.

    With another bank account in it, nothing changes before somebody has confirmed it: 202.
    """

    permission_classes = [Closed, RoleAllows]
    changes = "company"

    @extend_schema(responses=CompanyOutput)
    def get(self, request: Request) -> Response:
        return Response(CompanyOutput(Company.objects.the_one()).data)

    @extend_schema(request=CompanyInput, responses=_ANSWERS)
    def put(self, request: Request) -> HttpResponse:
        return self._change(request, partial=False)

    @extend_schema(request=CompanyInput(partial=True), responses=_ANSWERS)
    def patch(self, request: Request) -> HttpResponse:
        return self._change(request, partial=True)

    def _change(self, request: Request, *, partial: bool) -> HttpResponse:
        company = Company.objects.the_one()
        given = CompanyInput(data=request.data, partial=partial)
        given.is_valid(raise_exception=True)

        values = given.values()
        asked = ask_if_account_changes(request, company, values)
        if asked is not None:
            return asked
        company.change(values, by=acting_member(request))

        return Response(CompanyOutput(company).data)


class LogoView(APIView):
    """The logo on documents: GET shows it, PUT replaces it, DELETE takes it away."""

    permission_classes = [Closed, RoleAllows]
    parser_classes = [MultiPartParser]
    changes = "company"

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """A picture is asked for as a picture, which is no renderer of ours."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        responses={(200, kind): OpenApiTypes.BINARY for kind in ("image/png", "image/jpeg")}
    )
    def get(self, request: Request) -> HttpResponse:
        picture = Company.objects.the_one().logo_picture()
        if picture is None:
            raise Http404
        return picture_response(*picture)

    @extend_schema(request=LogoInput, responses=CompanyOutput)
    def put(self, request: Request) -> Response:
        given = LogoInput(data=request.data)
        given.is_valid(raise_exception=True)

        company = Company.objects.the_one()
        company.put_logo(given.validated_data["logo"], by=acting_member(request))

        return Response(CompanyOutput(company).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        Company.objects.the_one().remove_logo(by=acting_member(request))
        return Response(status=204)
