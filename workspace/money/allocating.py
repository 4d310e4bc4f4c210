"""Allocating: which invoices a payment pays. Held in one order: the payment, then its invoices."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from i18n.writing import written_money
from workspace.logbook.models import Entry
from workspace.members.models import Member
from workspace.money.checking import wrong_with_amount
from workspace.money.errors import AlreadyReversed, CannotBeAllocated
from workspace.money.models.allocation import Allocation
from workspace.money.settlement import with_settlement
from workspace.sales.models import Invoice

if TYPE_CHECKING:
    from workspace.money.models.payment import Payment

Amounts = Mapping[UUID, Decimal]


@transaction.atomic
def allocate_exactly(payment: Payment, amounts: Amounts, *, by: Member) -> None:
    """Leaves exactly these allocations of the payment. What stays as it was is not touched."""
    payment.hold()
    there = {one.invoice_id: one for one in payment.allocations.all()}
    new = {
        invoice: amount
        for invoice, amount in amounts.items()
        if invoice not in there or there[invoice].amount != amount
    }
    gone = [one for invoice, one in there.items() if invoice not in amounts or invoice in new]
    _hold_invoices({*new, *(one.invoice_id for one in gone)})
    _take_back(payment, gone, by)
    if new:
        _check(payment, amounts, new)
        _add(payment, new, by)


def _hold_invoices(invoices: Collection[UUID]) -> None:
    """Whoever pays, credits or removes one of them at the same moment waits."""
    rows = Invoice.objects.filter(pk__in=invoices).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def _take_back(payment: Payment, gone: list[Allocation], by: Member) -> None:
    Allocation.objects.filter(pk__in=[one.pk for one in gone]).delete()
    for one in gone:
        told = {"invoice": str(one.invoice_id), "amount": str(one.amount)}
        Entry.objects.write("taken back", payment, by=by, **told)


def _add(payment: Payment, new: Amounts, by: Member) -> None:
    Allocation.objects.bulk_create(
        Allocation(payment=payment, invoice_id=invoice, amount=amount, created_by=by)
        for invoice, amount in new.items()
    )
    for invoice, amount in new.items():
        told = {"invoice": str(invoice), "amount": str(amount)}
        Entry.objects.write("allocated", payment, by=by, **told)


def _check(payment: Payment, amounts: Amounts, new: Amounts) -> None:
    """Everything that the database would refuse, with a sentence for each."""
    payment.refresh_from_db()
    if payment.is_reversed:
        raise AlreadyReversed
    found = with_settlement(Invoice.objects.filter(pk__in=list(new)).select_related("series"))
    invoices = {invoice.pk: invoice for invoice in found}
    wrong = {
        f"allocations.{pk}": _wrong_with(payment, invoices.get(pk), amount)
        for pk, amount in new.items()
    }
    wrong["allocations"] = _wrong_with_sum(payment, sum(amounts.values(), Decimal(0)))
    said = {field: sentences for field, sentences in wrong.items() if sentences}
    if said:
        raise CannotBeAllocated(fields=said)


def _wrong_with_sum(payment: Payment, total: Decimal) -> list[str]:
    if total <= payment.amount:
        return []
    told = {
        "sum": written_money(total, payment.currency),
        "amount": written_money(payment.amount, payment.currency),
    }
    return [_("%(sum)s would be allocated, but the payment is %(amount)s.") % told]


def _wrong_with(payment: Payment, invoice: Any, amount: Decimal) -> list[str]:
    if invoice is None:
        return [_("This invoice is not here.")]
    if not invoice.is_issued:
        return [_("A draft cannot be paid. Issue it first.")]
    if invoice.party_id != payment.party_id:
        return [_("This invoice is another customer's.")]
    if invoice.currency != payment.currency:
        return [_("This invoice is in another currency.")]
    if wrong := wrong_with_amount(amount, payment.currency):
        return wrong
    if amount > invoice.open:
        left = written_money(max(invoice.open, Decimal(0)), invoice.currency)
        return [_("Of %(number)s only %(left)s is open.") % {"number": invoice, "left": left}]
    return []
