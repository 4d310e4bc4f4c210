from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api import Closed
from workspace.members.acting import acting_member
from workspace.money.settlement import with_settlement
from workspace.roles import RoleAllows
from workspace.sales.api.drafts import draft_credit_note, draft_invoice, edit
from workspace.sales.api.serializers import (
    CreditInput,
    CreditNoteInput,
    DocumentOutput,
    InvoiceInput,
    IssueInput,
    WholeDocumentOutput,
)
from workspace.sales.drafting import credit_lines_of
from workspace.sales.filters import DocumentFilter, InvoiceFilter
from workspace.sales.models import CreditNote, Document, Invoice


class DocumentsView(GenericAPIView[Any]):
    permission_classes = [Closed, RoleAllows]
    changes = "sales"
    serializer_class = DocumentOutput
    filterset_class = DocumentFilter
    model: ClassVar[type[Document]]

    def get_queryset(self) -> Any:
        return with_settlement(self.model.objects.to_list())

    def listed(self) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(DocumentOutput(page, many=True).data)


class InvoicesView(DocumentsView):
    """GET lists invoices, drafts first, then the newest. POST makes a draft."""

    model = Invoice
    filterset_class = InvoiceFilter

    @extend_schema(operation_id="invoices_list", responses=DocumentOutput(many=True))
    def get(self, request: Request) -> Response:
        return self.listed()

    @extend_schema(request=InvoiceInput, responses={201: WholeDocumentOutput})
    def post(self, request: Request) -> Response:
        given = InvoiceInput(data=request.data)
        given.is_valid(raise_exception=True)

        invoice = draft_invoice(given.validated_data, by=acting_member(request))

        return shown(invoice, status=201)


class CreditNotesView(DocumentsView):
    """GET lists credit notes, drafts first, then the newest. POST makes a draft."""

    model = CreditNote

    @extend_schema(operation_id="credit_notes_list", responses=DocumentOutput(many=True))
    def get(self, request: Request) -> Response:
        return self.listed()

    @extend_schema(request=CreditNoteInput, responses={201: WholeDocumentOutput})
    def post(self, request: Request) -> Response:
        given = CreditNoteInput(data=request.data)
        given.is_valid(raise_exception=True)

        note = draft_credit_note(given.validated_data, by=acting_member(request))

        return shown(note, status=201)


class DocumentView(APIView):
    permission_classes = [Closed, RoleAllows]
    changes = "sales"
    model: ClassVar[type[Document]]
    input: ClassVar[type[InvoiceInput] | type[CreditNoteInput]]

    @extend_schema(responses=WholeDocumentOutput)
    def get(self, request: Request, document_id: UUID) -> Response:
        return Response(WholeDocumentOutput(found(self.model, document_id)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, document_id: UUID) -> Response:
        found(self.model, document_id).discard(by=acting_member(request))
        return Response(status=204)

    def edited(self, request: Request, document_id: UUID, *, partial: bool) -> Response:
        document = found(self.model, document_id)
        given = self.input(data=request.data, partial=partial)
        given.is_valid(raise_exception=True)

        edit(document, given.validated_data, by=acting_member(request), partial=partial)

        return shown(document)


class InvoiceView(DocumentView):
    """One invoice. PUT says all of a draft, PATCH a part; given lines replace all lines."""

    model = Invoice
    input = InvoiceInput

    @extend_schema(request=InvoiceInput, responses=WholeDocumentOutput)
    def put(self, request: Request, document_id: UUID) -> Response:
        return self.edited(request, document_id, partial=False)

    @extend_schema(request=InvoiceInput(partial=True), responses=WholeDocumentOutput)
    def patch(self, request: Request, document_id: UUID) -> Response:
        return self.edited(request, document_id, partial=True)


class CreditNoteView(DocumentView):
    """One credit note. PUT says all of a draft, PATCH a part; given lines replace all lines."""

    model = CreditNote
    input = CreditNoteInput

    @extend_schema(request=CreditNoteInput, responses=WholeDocumentOutput)
    def put(self, request: Request, document_id: UUID) -> Response:
        return self.edited(request, document_id, partial=False)

    @extend_schema(request=CreditNoteInput(partial=True), responses=WholeDocumentOutput)
    def patch(self, request: Request, document_id: UUID) -> Response:
        return self.edited(request, document_id, partial=True)


class InvoiceIssueView(APIView):
    """POST gives the next number, for good. A repeat answers the issued document."""

    permission_classes = [Closed, RoleAllows]
    changes = "sales"
    model: ClassVar[type[Document]] = Invoice

    @extend_schema(request=IssueInput, responses={200: WholeDocumentOutput})
    def post(self, request: Request, document_id: UUID) -> Response:
        document = found(self.model, document_id)
        given = IssueInput(data=request.data)
        given.is_valid(raise_exception=True)

        document.issue(by=acting_member(request), on=given.validated_data.get("issue_date"))

        return shown(document)


class CreditNoteIssueView(InvoiceIssueView):
    model = CreditNote


class InvoiceCreditNotesView(APIView):
    """POST makes a draft credit note of all that is left of the invoice, or of the named lines.

    Without lines, a repeat answers the draft that waits.
    """

    permission_classes = [Closed, RoleAllows]
    changes = "sales"

    @extend_schema(request=CreditInput, responses={201: WholeDocumentOutput})
    def post(self, request: Request, document_id: UUID) -> Response:
        invoice = found(Invoice, document_id)
        given = CreditInput(data=request.data)
        given.is_valid(raise_exception=True)

        named = given.validated_data.get("lines")
        lines = None if named is None else credit_lines_of(named, invoice=invoice)
        note = invoice.credit(by=acting_member(request), lines=lines)

        return shown(note, status=201)


def found(model: type[Document], document_id: UUID) -> Any:
    return get_object_or_404(with_settlement(model.objects.to_show()), pk=document_id)


def shown(document: Document, *, status: int = 200) -> Response:
    """As it stands now, with everything an answer needs."""
    return Response(WholeDocumentOutput(found(type(document), document.pk)).data, status=status)
