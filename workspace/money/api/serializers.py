"""What comes in and what goes out. Amounts are texts with a decimal point."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.api import Input
from i18n.currencies import CURRENCIES
from workspace.inputs import PlainDecimal
from workspace.money.models import Allocation, Payment, Reversal
from workspace.sales.totals import rounded


class AllocationInput(Input):
    invoice = serializers.UUIDField()
    amount = PlainDecimal()


class AllocationsInput(Input):
    """All invoices that the payment pays; one that is not named is paid by it no longer."""

    allocations = AllocationInput(many=True, max_length=500)  # type: ignore[call-arg]

    def validate_allocations(self, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
        named = [one["invoice"] for one in given]
        if len(set(named)) < len(named):
            raise serializers.ValidationError(_("Name each invoice once."))
        return given


class PaymentInput(AllocationsInput):
    """Money that came in. What no allocation takes stays an advance, and may be allocated later."""

    party = serializers.UUIDField()
    date = serializers.DateField()
    amount = PlainDecimal()
    currency = serializers.ChoiceField(CURRENCIES, help_text=_("ISO 4217, three capital letters."))
    method = serializers.ChoiceField(Payment.Method.choices, default=Payment.Method.BANK)
    reference = serializers.CharField(default="", allow_blank=True, max_length=140)
    note = serializers.CharField(default="", allow_blank=True, max_length=2000)
    allocations = AllocationInput(  # type: ignore[call-arg]
        many=True, required=False, max_length=500
    )


class ReversalInput(Input):
    reason = serializers.CharField(max_length=500)


class CounterpartyOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class AllocationOutput(serializers.ModelSerializer[Allocation]):
    invoice = serializers.UUIDField(source="invoice_id")
    label = serializers.CharField(  # type: ignore[assignment]
        source="invoice.label", help_text=_("The invoice's number.")
    )
    amount = serializers.SerializerMethodField()

    class Meta:
        model = Allocation
        fields = ["invoice", "label", "amount", "created_at"]
        read_only_fields = fields

    def get_amount(self, one: Allocation) -> str:
        return str(rounded(one.amount, one.invoice.currency))


class ReversalOutput(serializers.ModelSerializer[Reversal]):
    by = serializers.CharField(source="created_by.name")

    class Meta:
        model = Reversal
        fields = ["reason", "by", "created_at"]
        read_only_fields = fields


class PaymentSummary(serializers.ModelSerializer[Payment]):
    """`rest` is what no invoice has taken: of a reversed payment nothing."""

    party = CounterpartyOutput()
    amount = serializers.SerializerMethodField()
    rest = serializers.SerializerMethodField()
    is_reversed = serializers.BooleanField()

    class Meta:
        model = Payment
        fields: list[str] = [
            "id",
            "party",
            "date",
            "amount",
            "currency",
            "method",
            "reference",
            "note",
            "rest",
            "is_reversed",
            "created_at",
        ]
        read_only_fields = fields

    def get_amount(self, payment: Payment) -> str:
        return str(rounded(payment.amount, payment.currency))

    def get_rest(self, payment: Any) -> str:
        rest: Decimal = payment.rest
        return str(rounded(rest, payment.currency))


class PaymentOutput(PaymentSummary):
    """A payment with the invoices that it pays, and its reversal."""

    allocations = serializers.SerializerMethodField()
    reversal = serializers.SerializerMethodField()

    class Meta(PaymentSummary.Meta):
        fields = [*PaymentSummary.Meta.fields, "allocations", "reversal"]
        read_only_fields = fields

    @extend_schema_field(AllocationOutput(many=True))
    def get_allocations(self, payment: Payment) -> Any:
        return AllocationOutput(payment.allocations.to_list(), many=True).data

    @extend_schema_field(ReversalOutput(allow_null=True))
    def get_reversal(self, payment: Payment) -> Any:
        return ReversalOutput(payment.reversal).data if payment.is_reversed else None


class BalanceOutput(serializers.Serializer[Any]):
    """In one currency. `advance` pays no invoice yet, `overpaid` is beyond what invoices ask."""

    currency = serializers.CharField()
    open = serializers.SerializerMethodField()
    overdue = serializers.SerializerMethodField()
    overpaid = serializers.SerializerMethodField()
    advance = serializers.SerializerMethodField()

    def get_open(self, balance: Any) -> str:
        return str(rounded(balance.open, balance.currency))

    def get_overdue(self, balance: Any) -> str:
        return str(rounded(balance.overdue, balance.currency))

    def get_overpaid(self, balance: Any) -> str:
        return str(rounded(balance.overpaid, balance.currency))

    def get_advance(self, balance: Any) -> str:
        return str(rounded(balance.advance, balance.currency))
