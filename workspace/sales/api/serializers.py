"""What comes in and what goes out. Amounts and quantities are texts with a decimal point."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.api import Input
from i18n.choice import document_languages
from workspace.inputs import PlainDecimal
from workspace.money.settlement import Settlement
from workspace.sales.models import Document, Line
from workspace.sales.models.document import Credited
from workspace.sales.totals import rounded
from workspace.vat.categories import VatCategory


def _plain(number: Decimal) -> str:
    """Without the zeros that say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class LineInput(Input):
    """With an `item`, all but the quantity may be left out: the item says the rest.

    The VAT is a `tax_code`, whose rate follows the document's tax point, or a category and a rate.
    """

    item = serializers.UUIDField(required=False, allow_null=True)
    code = serializers.CharField(required=False, allow_blank=True, max_length=64)
    description = serializers.CharField(required=False, allow_blank=True, max_length=500)
    quantity = PlainDecimal()
    unit = serializers.CharField(required=False, allow_blank=True, max_length=3)
    unit_price = PlainDecimal(required=False, allow_null=True)
    tax_code = serializers.CharField(required=False, allow_blank=True, max_length=20)
    vat_category = serializers.ChoiceField(VatCategory.choices, required=False, allow_blank=True)
    vat_rate = PlainDecimal(required=False, allow_null=True, max_digits=5, decimal_places=2)


class CreditedLineInput(Input):
    """`line` is one of the credited invoice; without a quantity, all that is left of it."""

    line = serializers.UUIDField()
    quantity = PlainDecimal(required=False)


class CreditNoteLineInput(LineInput):
    """With `line`, one of the credited invoice, only a quantity may be said besides."""

    line = serializers.UUIDField(required=False)
    quantity = PlainDecimal(required=False)


class _DatesInput(Input):
    issue_date = serializers.DateField(required=False, allow_null=True)
    supply_date = serializers.DateField(required=False, allow_null=True)
    language = serializers.ChoiceField(document_languages(), required=False, allow_blank=True)
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)


class InvoiceInput(_DatesInput):
    """A draft. `currency` is the company's own when it is left out."""

    party = serializers.UUIDField()
    currency = serializers.CharField(required=False, min_length=3, max_length=3)
    due_date = serializers.DateField(required=False, allow_null=True)
    lines = LineInput(many=True, required=False)


class CreditNoteInput(_DatesInput):
    """Of an `invoice`, all that is left of it unless `lines` name some; or alone, with a `party`."""

    invoice = serializers.UUIDField(required=False, allow_null=True)
    party = serializers.UUIDField(required=False)
    currency = serializers.CharField(required=False, min_length=3, max_length=3)
    lines = CreditNoteLineInput(many=True, required=False)


class CreditInput(Input):
    lines = CreditedLineInput(many=True, required=False)


class IssueInput(Input):
    issue_date = serializers.DateField(required=False, allow_null=True)


class BuyerOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class VatOutput(serializers.Serializer[Any]):
    category = serializers.CharField()
    rate = serializers.CharField()
    net = serializers.CharField()
    vat = serializers.CharField()


class LineOutput(serializers.ModelSerializer[Line]):
    item = serializers.UUIDField(source="item_id", allow_null=True)
    credits = serializers.UUIDField(source="credits_id", allow_null=True)
    quantity = serializers.SerializerMethodField()
    unit_price = serializers.SerializerMethodField()
    vat_rate = serializers.SerializerMethodField()
    net = serializers.SerializerMethodField()

    class Meta:
        model = Line
        fields = [
            "id",
            "position",
            "item",
            "code",
            "description",
            "quantity",
            "unit",
            "unit_price",
            "tax_code",
            "vat_category",
            "vat_rate",
            "net",
            "credits",
        ]
        read_only_fields = fields

    def get_quantity(self, line: Line) -> str:
        return _plain(line.quantity)

    def get_unit_price(self, line: Line) -> str:
        return _plain(line.unit_price)

    def get_vat_rate(self, line: Line) -> str:
        return _plain(line.vat_rate)

    def get_net(self, line: Line) -> str:
        return str(rounded(line.net, self.context["currency"]))


class DocumentOutput(serializers.ModelSerializer[Document]):
    """One document of a list. `label` is the number as it stands on paper."""

    series = serializers.CharField(source="series.code", default=None, allow_null=True)
    party = BuyerOutput()
    credits = serializers.UUIDField(source="credits_id", allow_null=True)
    credited = serializers.ChoiceField(Credited.choices)
    net = serializers.SerializerMethodField()
    vat = serializers.SerializerMethodField()
    gross = serializers.SerializerMethodField()
    paid = serializers.SerializerMethodField()
    open = serializers.SerializerMethodField()
    settlement = serializers.ChoiceField(
        Settlement.choices,
        allow_null=True,
        help_text=_("Of an issued invoice, how far it is paid; derived. Empty for all others."),
    )
    is_overdue = serializers.BooleanField()

    class Meta:
        model = Document
        fields = [
            "id",
            "kind",
            "state",
            "label",
            "number",
            "external_number",
            "series",
            "party",
            "currency",
            "issue_date",
            "supply_date",
            "due_date",
            "net",
            "vat",
            "gross",
            "credits",
            "credited",
            "paid",
            "open",
            "settlement",
            "is_overdue",
        ]
        read_only_fields = fields

    def get_net(self, document: Document) -> str:
        return str(rounded(document.net, document.currency))

    def get_vat(self, document: Document) -> str:
        return str(rounded(document.vat, document.currency))

    def get_gross(self, document: Document) -> str:
        return str(rounded(document.gross, document.currency))

    def get_paid(self, document: Any) -> str | None:
        return None if document.paid is None else str(rounded(document.paid, document.currency))

    def get_open(self, document: Any) -> str | None:
        return None if document.open is None else str(rounded(document.open, document.currency))


class WholeDocumentOutput(DocumentOutput):
    """A document with its lines; `seller` and `buyer` as they were at issue, empty before."""

    seller = serializers.DictField()
    buyer = serializers.DictField()
    lines = serializers.SerializerMethodField()
    vat_breakdown = serializers.SerializerMethodField()

    class Meta(DocumentOutput.Meta):
        fields = [
            *DocumentOutput.Meta.fields,
            "language",
            "note",
            "seller",
            "buyer",
            "lines",
            "vat_breakdown",
            "created_at",
            "issued_at",
        ]
        read_only_fields = fields

    @extend_schema_field(LineOutput(many=True))
    def get_lines(self, document: Document) -> Any:
        context = {"currency": document.currency}
        return LineOutput(document.lines.all(), many=True, context=context).data

    @extend_schema_field(VatOutput(many=True))
    def get_vat_breakdown(self, document: Document) -> list[dict[str, str]]:
        return [
            {
                "category": group.category,
                "rate": _plain(group.rate),
                "net": str(group.net),
                "vat": str(group.vat),
            }
            for group in document.totals().groups
        ]
