from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api import Closed
from workspace.company.models import Company
from workspace.roles import RoleAllows
from workspace.vat.api.serializers import TaxCodeOutput, TaxCodesInput, as_output
from workspace.vat.codes import pack_of


class TaxCodesView(APIView):
    """The tax codes of the company's country that hold on a day. None: write category and rate."""

    permission_classes = [Closed, RoleAllows]
    looks = "company"

    @extend_schema(
        operation_id="tax_codes_list",
        parameters=[TaxCodesInput],
        responses=TaxCodeOutput(many=True),
    )
    def get(self, request: Request) -> Response:
        given = TaxCodesInput(data=request.query_params.dict())
        given.is_valid(raise_exception=True)

        day = given.validated_data.get("on") or timezone.localdate()
        pack = pack_of(Company.objects.the_one().country)

        found = [as_output(code, rate) for code, rate in pack.on(day)]
        return Response(TaxCodeOutput(found, many=True).data)
