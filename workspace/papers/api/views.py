from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config import idempotency
from config.api import Closed
from workspace.members.acting import acting_member
from workspace.papers.api.serializers import DeliveryInput, DeliveryOutput
from workspace.papers.errors import KeyMissing, NoAddress
from workspace.papers.file_response import pdf_response
from workspace.papers.models import Paper, Sending
from workspace.papers.workflows.send import send_paper, usual_letter
from workspace.roles import RoleAllows
from workspace.sales.models import CreditNote, Document, Invoice

_LATE = "`not_issued`: a draft. `issued_elsewhere`: imported, its PDF is not here."

idempotency_key = idempotency.described(
    "Yours to choose, new for each letter. A repeat with the same key and body sends nothing more; "
    "with another body it is refused."
)


class InvoicePdfView(APIView):
    """The PDF/A-3 that was made at issue, always the same bytes."""

    permission_classes = [Closed, RoleAllows]
    changes = "sales"
    model: ClassVar[type[Document]] = Invoice

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """A PDF is asked for as a PDF, which is no renderer of ours."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        responses={
            (200, "application/pdf"): OpenApiTypes.BINARY,
            409: OpenApiResponse(description=_LATE),
        }
    )
    def get(self, request: Request, document_id: UUID) -> HttpResponse:
        document = _document(self.model, document_id)
        return pdf_response(Paper.objects.of(document))


class CreditNotePdfView(InvoicePdfView):
    model = CreditNote


class InvoiceDeliveriesView(GenericAPIView[Any]):
    """The letters with which the document was sent, newest first. POST mails it once more."""

    permission_classes = [Closed, RoleAllows]
    changes = "sales"
    serializer_class = DeliveryOutput
    model: ClassVar[type[Document]] = Invoice

    def get_queryset(self) -> Any:
        return Sending.objects.to_list()

    @extend_schema(responses=DeliveryOutput(many=True))
    def get(self, request: Request, document_id: UUID) -> Response:
        document = _document(self.model, document_id)
        page = self.paginate_queryset(self.get_queryset().filter(paper__document=document))
        return self.get_paginated_response(DeliveryOutput(page, many=True).data)

    @extend_schema(
        request=DeliveryInput,
        parameters=[idempotency_key],
        responses={
            201: OpenApiResponse(DeliveryOutput, description="It is on its way."),
            200: OpenApiResponse(DeliveryOutput, description="A repeat: this is what was sent."),
            400: OpenApiResponse(
                description="`invalid` with `fields`, or `idempotency_key_missing`."
            ),
            409: OpenApiResponse(description=_LATE),
            422: OpenApiResponse(description="`no_address`, or `idempotency_key_reused`."),
        },
    )
    def post(self, request: Request, document_id: UUID) -> Response:
        document = _document(self.model, document_id)
        key = idempotency.key_of(request, KeyMissing)
        given = DeliveryInput(data=request.data)
        given.is_valid(raise_exception=True)

        Paper.objects.of(document)  # a draft has neither paper nor letter
        letter = _letter(document, given.validated_data)
        sending, is_new = send_paper(document, **letter, key=key, by=acting_member(request))

        return Response(DeliveryOutput(sending).data, status=201 if is_new else 200)


class CreditNoteDeliveriesView(InvoiceDeliveriesView):
    model = CreditNote


def _letter(document: Document, given: dict[str, str]) -> dict[str, str]:
    letter = {**usual_letter(document), **given}
    if not letter["to"]:
        raise NoAddress
    return letter


def _document(model: type[Document], document_id: UUID) -> Any:
    return get_object_or_404(model.objects.to_show(), pk=document_id)
